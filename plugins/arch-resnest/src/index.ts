export { default } from './resnest.js';
