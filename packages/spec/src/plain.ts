/**
 * @file What of the contracts is neither type nor schema. A measuring process takes it from here: the schemas' library would
 * count as memory of the network that is measured.
 */
export * from './canonicalJson.js';
export * from './device.js';
export * from './errors.js';
export * from './isMeasured.js';
export * from './legible.js';
export { API_VERSION } from './plugin.js';
export * from './roundRange.js';
export * from './wording.js';
