/** A network learns real colour images; `npm run check:colour` has it learn those of a folder too. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it, vi } from 'vitest';
import { cifarTraining, expectLearning, isThere } from './support/colourTrainings.js';

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
