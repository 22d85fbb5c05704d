import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeFileAtomic } from './fsAtomic.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-atomic-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('makes folders, replaces, and leaves nothing else behind', async () => {
  const path = join(root, 'a', 'b.txt');
  await writeFileAtomic(path, 'one');
  await writeFileAtomic(path, new Uint8Array([116, 119, 111]));
  expect(await readFile(path, 'utf8')).toBe('two');
  expect(await readdir(join(root, 'a'))).toEqual(['b.txt']);
});

it('is never seen half written', async () => {
  const path = join(root, 'big.txt');
  const contents = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(300_000));
  await writeFileAtomic(path, contents[0]!);
  const writing = Promise.all(contents.map((content) => writeFileAtomic(path, content)));
  let done = false;
  void writing.then(() => (done = true));
  while (!done) expect(contents).toContain(await readFile(path, 'utf8'));
});

it('cleans up when it fails', async () => {
  const path = join(root, 'folder');
  await writeFileAtomic(join(path, 'inside'), '');
  await expect(writeFileAtomic(path, 'x')).rejects.toThrow();
  expect((await readdir(root)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
