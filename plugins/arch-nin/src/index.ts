export { default } from './nin.js';
