export type { TestFramework } from './framework.js';
export { testArchitecture } from './testArchitecture.js';
export type { TestArchitectureOptions } from './testArchitecture.js';
export { testBackend } from './testBackend.js';
export type { TestBackendOptions } from './testBackend.js';
export { testReporter } from './testReporter.js';
export { testDataset } from './testDataset.js';
export type { TestDatasetOptions } from './testDataset.js';
export { openNetwork } from './openNetwork.js';
