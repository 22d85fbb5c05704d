/** A small network learns real colour images; `npm run check:colour` has VGG-11 learn them, and those of a folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it, vi } from 'vitest';
import { expectLearning, isThere, quickTraining } from './support/colourTrainings.js';

const root = mkdtempSync(join(tmpdir(), 'convbench-colour-training-'));
beforeAll(() => void vi.stubEnv('CONVBENCH_CACHE', join(root, 'cache')));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

it.skipIf(!isThere(quickTraining))(
  'a small network learns cifar10 (skipped where CONVBENCH_TEST_DATA does not have it)',
  () => expectLearning(quickTraining, root),
);
