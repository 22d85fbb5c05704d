export { default } from './alexnet.js';
