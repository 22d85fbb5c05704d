export { default } from './googlenet.js';
