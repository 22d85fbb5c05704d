export { ENGINES, type Engine } from './engines.js';
