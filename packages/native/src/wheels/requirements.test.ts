import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { missingForBundle, refuseMissing } from './requirements.js';

const directory = join(tmpdir(), 'convbench', 'not', 'there', 'yet');
const needs = { what: 'libx', directory, diskBytes: 1, elsewhere: 'Do without.' };

it('names room on the disk that is missing, before anything is downloaded', async () => {
  const problems = async (diskBytes: number) =>
    (await missingForBundle({ ...needs, diskBytes })).filter(({ problem }) =>
      problem.includes('free'),
    );
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

it('says what to do on other platforms', async () => {
  const missing = await missingForBundle(needs, { platform: 'darwin', arch: 'arm64' });
  expect(missing).toEqual([
    { problem: 'There is no libx to take over for darwin on arm64.', remedy: 'Do without.' },
  ]);
  expect(() => refuseMissing('room', missing)).toThrow(
    'There is no libx to take over for darwin on arm64. Do without.',
  );
  expect(() => refuseMissing('room', [])).not.toThrow();
});
