export { default } from './vgg.js';
