/** VGG-11 learns real colour images, of CIFAR-10 and of a folder; `npm test` has a small network learn CIFAR-10. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it, vi } from 'vitest';
import {
  cifarTraining,
  expectLearning,
  folderTraining,
  isThere,
} from '../support/colourTrainings.js';

const root = mkdtempSync(join(tmpdir(), 'convbench-colour-training-'));
beforeAll(() => void vi.stubEnv('CONVBENCH_CACHE', join(root, 'cache')));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

it.skipIf(!isThere(cifarTraining))(
  'VGG-11 learns cifar10 (skipped where CONVBENCH_TEST_DATA does not have it)',
  { timeout: 600_000 },
  () => expectLearning(cifarTraining, root),
);

it.skipIf(!isThere(folderTraining))(
  'VGG-11 learns flowers (skipped where CONVBENCH_TEST_DATA does not have them)',
  { timeout: 600_000 },
  () => expectLearning(folderTraining, root),
);
