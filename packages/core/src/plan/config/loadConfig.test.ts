import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from './loadConfig.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-config-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function write(name: string, content: string): Promise<string> {
  const path = join(root, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  return path;
}

const typeScript = `
  import { defineConfig } from 'convbench';
  import type { MatrixConfigInput } from '@convbench/spec';
  import { title } from './title.ts';
  const config: MatrixConfigInput = defineConfig({ title, architectures: ['nin'] });
  export default config;`;

// test/paths.test.ts has the folders of case P03, which vitest's own imports cannot take.
it('says what is wrong with values that are no plain data', async () => {
  const cases: readonly [string, string, string][] = [
    ['null.json', 'null', 'has a mistake'],
    ['getter.mjs', 'export default { get title() { throw new Error("mine"); } };', 'mine'],
    ['proxy.mjs', 'export default new Proxy({}, { get() { throw new Error("mine"); } });', 'mine'],
    ['deep.json', `{"title":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'config'],
  ];
  for (const [name, text, expected] of cases) {
    await writeFile(join(root, name), text);
    await expect(loadConfig(join(root, name)), name).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(expected),
    });
  }
  await mkdir(join(root, 'folder.json'));
  await expect(loadConfig(join(root, 'folder.json'))).rejects.toThrow('is a folder, and no file');
});

it('loads TypeScript with imports, ES modules and JSON', async () => {
  await write('a/title.ts', `export const title: string = 'typed';`);
  const ts = await loadConfig(await write('a/convbench.config.ts', typeScript));
  expect(ts).toMatchObject({ config: { title: 'typed' }, directory: join(root, 'a') });

  const mjs = await write('a/c.mjs', `export default { title: 'module', architectures: ['nin'] };`);
  expect((await loadConfig(mjs)).config.title).toBe('module');

  const json = await write('a/c.json', '{"architectures":["vgg11"]}');
  expect((await loadConfig(json)).config.architectures).toMatchObject([{ id: 'vgg11' }]);
});

describe('refuses with a remedy', () => {
  it.each([
    ['yaml.yaml', '', 'has an extension that is not known'],
    ['throws.mjs', 'throw new Error("no such thing");', 'could not be loaded: no such thing'],
    ['syntax.ts', 'export default {', 'could not be loaded'],
    ['broken.json', '{', 'could not be loaded'],
    ['named.mjs', 'export const config = {};', 'has no default export'],
    ['wrong.mjs', 'export default { architectures: [] };', 'architectures is []'],
  ])('%s', async (name, content, message) => {
    await expect(loadConfig(await write(name, content))).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(message),
    });
  });

  it('a file that is not there', async () => {
    await expect(loadConfig(join(root, 'nowhere.ts'))).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('cannot be read'),
    });
  });
});
