/** Every published study is what its records say; `npm test` leaves out the one of most samples. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeAgain, studies } from '@convbench/study';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPublishedStudies } from '../support/publishedStudies.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convbench-studies-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('judges the published studies as they were judged', { timeout: 600_000 }, async () => {
  const ids = studies.map(({ id }) => id);
  const directory = join(folder, 'judged');
  await copyPublishedStudies(directory, ids);
  const judged = await judgeAgain(directory);
  expect(judged.map(({ before }) => before.id)).toEqual(ids);
  for (const { before, after } of judged) expect(after).toEqual(before);
});
