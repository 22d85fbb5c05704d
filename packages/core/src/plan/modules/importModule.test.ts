import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { importModule, resolveModule } from './importModule.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-modules-'));
  vi.stubEnv('CONVBENCH_CACHE', join(root, 'cache'));
  // Where the transpiler would keep its code by itself.
  vi.stubEnv('TMPDIR', join(root, 'shared'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

it('keeps code made of TypeScript where nobody else can put theirs', async () => {
  const file = join(root, 'plugin.ts');
  await writeFile(file, 'const answer: number = 42;\nexport default answer;\n');
  const url = await resolveModule('./plugin.ts', root);
  expect(url).toBe(pathToFileURL(file).href);
  expect(await importModule(url)).toMatchObject({ default: 42 });
  expect(await readdir(root)).toEqual(['cache', 'plugin.ts']);
  const kept = join(root, 'cache', 'code', 'typescript');
  expect(await readdir(kept)).toHaveLength(1);
  if (process.platform !== 'win32') expect((await stat(kept)).mode & 0o777).toBe(0o700);
});
