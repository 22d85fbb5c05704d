import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { newRunDirectory } from './runDirectory.js';

it('makes one folder for each run, also within a second', async () => {
  const root = await mkdtemp(join(tmpdir(), 'convbench-runs-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const time = new Date('2026-11-25T03:44:56.789Z');
  const paths = await Promise.all([1, 2, 3].map(() => newRunDirectory(join(root, 'runs'), time)));
  expect(paths.map((path) => basename(path)).sort()).toEqual([
    '2026-11-25T03-44-56',
    '2026-11-25T03-44-56-2',
    '2026-11-25T03-44-56-3',
  ]);
  await writeFile(join(root, 'file'), '');
  await expect(newRunDirectory(join(root, 'file'), time)).rejects.toMatchObject({
    name: 'UserError',
  });
});
