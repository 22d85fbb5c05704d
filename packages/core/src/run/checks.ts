/** What checks and benchmarks of this repository ask of the processes that compute. Not for plugins. */
export { setupDirectory } from '../base/setupDirectory.js';
export { takeLock } from '../store/lock.js';
export { checkConformance, relativeDeviation } from './child/conformance/checkConformance.js';
export { checkGradients } from './child/conformance/checkGradients.js';
export { childEnvironment } from './local/childEnvironment.js';
