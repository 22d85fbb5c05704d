/** Case P03: folders whose names mean something in a URL. In Node itself, as vitest imports in a way of its own. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const driver = fileURLToPath(new URL('./fixtures/drivers/loadFrom.mjs', import.meta.url));
const names = ['a#b', 'p%20q', 's p', 'q?x', 'café'];

const files: Readonly<Record<string, string>> = {
  'title.ts': `export const title: string = 'typed';`,
  'convbench.config.ts': `
    import { defineConfig } from 'convbench';
    import { title } from './title.ts';
    export default defineConfig({ title, architectures: ['x'], plugins: ['./plugin.ts', './plugin.mjs'] });`,
  'convbench.config.mjs': `
    import { readFileSync } from 'node:fs';
    const text = readFileSync(new URL('./title.ts', import.meta.url), 'utf8');
    export default { title: text.includes('typed') ? 'module' : '', architectures: ['x'], plugins: ['./plugin.mjs'] };`,
  'convbench.config.json': `{ "title": "json", "architectures": ["x"], "plugins": ["./plugin.ts"] }`,
  'plugin.ts': `
    import { API_VERSION, type ReporterPlugin } from '@convbench/spec';
    import { title } from './title.ts';
    const plugin: ReporterPlugin = { kind: 'reporter', apiVersion: API_VERSION, name: title, title, render: () => [] };
    export default plugin;`,
  'plugin.mjs': `export default { kind: 'reporter', apiVersion: 2, name: 'plain', title: 'T', render: () => [] };`,
};

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-paths-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('loads configs and plugins from every folder', async () => {
  const folders = names.map((name) => join(root, name));
  for (const folder of folders) {
    await mkdir(folder);
    for (const [name, content] of Object.entries(files))
      await writeFile(join(folder, name), content);
  }
  const { stdout } = await promisify(execFile)(process.execPath, [driver, ...folders]);
  expect(JSON.parse(stdout)).toEqual(
    names.flatMap(() => [
      { title: 'typed', reporters: ['typed', 'plain'] },
      { title: 'module', reporters: ['plain'] },
      { title: 'json', reporters: ['typed'] },
    ]),
  );
});
