import { fashionMnist } from './idx/fashionMnist.js';
import { mnist } from './idx/mnist.js';
import { shapes } from './shapes/shapes.js';

/** The built-in data sets. */
export default [fashionMnist, mnist, shapes];
