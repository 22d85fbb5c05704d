export { tfjs as default } from './plugin.js';
