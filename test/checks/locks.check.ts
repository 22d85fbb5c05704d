/** Four processes take over a lock from dead ones, 10,000 times: two never hold it at once. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const RACES = 10_000;
const PROCESSES = 4;
const program = fileURLToPath(new URL('../support/raceForLock.mjs', import.meta.url));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'convbench-races-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

it('has one holder', { timeout: 600_000 }, async () => {
  const path = join(directory, 'results.lock');
  const results = await Promise.all(
    Array.from({ length: PROCESSES }, async () => {
      const child = fork(program, [path, String(RACES / PROCESSES)], { execArgv: [] });
      let result = { taken: 0, double: NaN };
      child.on('message', (message: typeof result) => (result = message));
      await once(child, 'exit');
      return result;
    }),
  );
  expect(results.reduce((sum, { taken }) => sum + taken, 0)).toBe(RACES);
  expect(results.map(({ double }) => double)).toEqual(Array(PROCESSES).fill(0));
});
