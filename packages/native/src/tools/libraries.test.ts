import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { libraryPath, missingLibraries } from './libraries.js';

it('names what is neither in a folder nor in the list of the loader', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convbench-libraries-'));
  try {
    await writeFile(join(folder, 'libcudnn.so.9'), '');
    const loader =
      '\tlibcuda.so.1 (libc6,x86-64) => /lib/libcuda.so.1\n\tlibcudart.so.12.1 => /x\n';
    const names = ['libcuda.so.1', 'libcudart.so.12', 'libcudnn.so.9'];
    expect(missingLibraries(names, [folder], loader)).toEqual(['libcudart.so.12']);
    expect(missingLibraries(names, [], '')).toEqual(names);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('splits the path of libraries', () => {
  expect(libraryPath({ LD_LIBRARY_PATH: '/a::/b' })).toEqual(['/a', '/b']);
  expect(libraryPath({})).toEqual([]);
});
