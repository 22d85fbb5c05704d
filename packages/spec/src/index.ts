export * from './architecture.js';
export * from './backend.js';
export * from './batch.js';
export * from './config.js';
export * from './dataset.js';
export * from './errors.js';
export * from './graph.js';
export * from './jsonSchema.js';
export * from './measured.js';
export * from './opaqueModel.js';
export * from './plugin.js';
export * from './recipe.js';
export * from './record.js';
export * from './reporter.js';
export * from './trainingGraph.js';
export * from './uncountedNode.js';
export * from './warnings.js';
/** For the option schemas of plugins: one copy of zod for all, no dependency of their own. */
export { z } from 'zod';
