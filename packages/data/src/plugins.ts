import { fashionMnist } from './fashionMnist/fashionMnist.js';
import { shapes } from './shapes/shapes.js';

/** The built-in data sets. */
export default [fashionMnist, shapes];
