import { cifar10 } from './cifar/cifar10.js';
import { cifar100 } from './cifar/cifar100.js';
import { fashionMnist } from './idx/fashionMnist.js';
import { mnist } from './idx/mnist.js';
import { imageFolder } from './imageFolder/imageFolder.js';
import { shapes } from './shapes/shapes.js';

/** The built-in data sets. */
export default [fashionMnist, mnist, cifar10, cifar100, imageFolder, shapes];
