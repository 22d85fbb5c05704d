import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const conditions = ['@convbench/source', 'module', 'node', 'development|production'];

/** Tests that look at time, load, memory or signals: whatever runs beside them would be in what they see. */
const ALONE = ['packages/measure/src/**/*.test.ts', 'test/**/*.test.ts'];
/** Of `test/`, those that only compute. */
const COMPUTING = [
  'architectures',
  'checkpointNames',
  'classicReferences',
  'colourData',
  'colourTraining',
  'fidelity',
  'frozenTraining',
  'gradientProperties',
  'imports',
  'inceptionReferences',
  'layout',
  'loweringFixtures',
  'loweringOperators',
  'mixup',
  'onnx',
  'onnxOperators',
  'onnxProperties',
  'opaqueModel',
  'optimizers',
  'planarLowering',
  'recordVersions',
  'tfjsCases',
  'tfjsZoo',
  'trainingFixtures',
  'zooTraining',
].map((name) => `test/${name}.test.ts`);

// Tests resolve workspace packages to their TypeScript sources; child processes use the build in dist/.
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // onnxruntime needs the typed arrays of one realm: no vm pools.
    pool: 'forks',
    setupFiles: ['test/support/propertySeed.ts'],
    // Many tests start the program, and its processes take turns: a busy machine takes its time.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    server: { deps: { inline: [/^@convbench\//, /^convbench$/] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['packages/*/src/**/*.test.ts', 'plugins/*/src/**/*.test.ts', ...COMPUTING],
          exclude: ALONE.slice(0, 1),
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ALONE,
          exclude: COMPUTING,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
