import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findMissing } from './requirements.js';

it('names room on the disk that is missing, before anything is downloaded', async () => {
  const directory = join(tmpdir(), 'convbench', 'not', 'there', 'yet');
  const needs = { kind: 'cpu', download: true, compilation: false, directory } as const;
  const problems = async (diskBytes: number) =>
    (await findMissing({ ...needs, diskBytes })).filter(({ problem }) => problem.includes('free'));
  expect(await problems(1)).toEqual([]);
  expect(await problems(1e18)).toEqual([
    {
      problem: expect.stringMatching(
        /^[\d.]+ GB are free under .*; 1000000000\.0 GB are needed\.$/,
      ),
      remedy: 'Make room, or set CONVBENCH_CACHE to a folder on a larger disk.',
    },
  ]);
});
