import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const conditions = ['@convbench/source', 'module', 'node', 'development|production'];

/** Tests that look at time, load, memory or signals: whatever runs beside them would be in what they see. */
const ALONE = [
  'cli',
  'disturbances',
  'failures',
  'importedModel',
  'limits',
  'pick',
  'resume',
  'serve',
  'study',
  'tfjsDoctor',
  'tfjsInterrupt',
  'trainingResume',
  'webgpu',
].map((name) => `test/${name}.test.ts`);
const MEASURING = 'packages/measure/src/**/*.test.ts';
/** Their tests change nothing that another file of the same process could see. */
const ROOMS = ['packages/*/src/**/*.test.ts', 'plugins/arch-*/src/**/*.test.ts'];
const workers = Math.max(2, availableParallelism() - 1);

/** Minutes each. Begun last, one of them would keep a single worker busy when all others are done. */
const LONGEST = ['tfjsZooTraining', 'zooTraining', 'tfjsZoo', 'colourTraining', 'pluginKit'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.indexOf(basename(moduleId, '.test.ts'));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

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
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ROOMS,
          exclude: [MEASURING],
          // Half of the time of a process of its own goes into loading the same modules.
          isolate: false,
          maxWorkers: workers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['plugins/backend-*/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: workers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: [...ALONE, MEASURING],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
