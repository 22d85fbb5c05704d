export { default } from './resnet.js';
