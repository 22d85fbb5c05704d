import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { base } from './vitest.base.js';

/** Tests that look at time, load, memory or signals: whatever runs beside them would be in what they see. */
const ALONE = [
  'disturbances',
  'failures',
  'limits',
  'resume',
  'tfjsDoctor',
  'tfjsInterrupt',
  'trainingResume',
].map((name) => `test/${name}.test.ts`);
const MEASURING = 'packages/measure/src/**/*.test.ts';
/** Their tests change nothing that another file of the same process could see. */
const ROOMS = ['packages/*/src/**/*.test.ts', 'plugins/arch-*/src/**/*.test.ts'];
const workers = Math.max(2, availableParallelism() - 1);

/** Minutes each. Begun last, one of them would keep a single worker busy when all others are done. */
const LONGEST = [
  'tfjsZoo',
  'tfjsZooTraining',
  'zooTraining',
  'webgpu',
  'pluginKit',
  'tfjsAccuracy',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.indexOf(basename(moduleId, '.test.ts'));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

const projects = defineConfig({
  test: {
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

export default mergeConfig(base, projects);
