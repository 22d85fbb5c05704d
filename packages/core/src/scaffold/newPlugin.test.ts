import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isUserError } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPlugins } from '../plan/plugins/loadPlugins.js';
import type { PluginSet } from '../plan/plugins/types.js';
import { newPlugin } from './newPlugin.js';
import { nameForms, packageName, pluginKinds } from './pluginNames.js';

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const readManifest = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as Manifest;
let root: string;
let plugins: PluginSet;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench new '));
  plugins = await loadPlugins({ specifiers: [], directory: root });
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function refusal(change: Partial<Parameters<typeof newPlugin>[0]>) {
  const given = { kind: 'architecture', name: 'some-net', plugins, ...change } as const;
  try {
    await newPlugin(given);
  } catch (error) {
    if (isUserError(error)) return error;
    throw error;
  }
  throw new Error('It was made.');
}

it('names things after the plugin', () => {
  expect(nameForms('tiny-net2-x')).toEqual({ camel: 'tinyNet2X', title: 'Tiny net2 x' });
  expect(packageName('architecture', 'tiny-net')).toBe('convbench-arch-tiny-net');
  expect(packageName('reporter', 'list')).toBe('convbench-reporter-list');
});

describe.each(pluginKinds)('a new %s', (kind) => {
  it('is a whole package without a trace of the template', async () => {
    const directory = join(root, kind, 'deep');
    const made = await newPlugin({ kind, name: 'tiny-thing', directory, plugins });
    expect(made.files).toEqual([
      'README.md',
      'package.json',
      'src/tinyThing.test.ts',
      'src/tinyThing.ts',
      'tsconfig.json',
    ]);
    for (const file of made.files) {
      const text = await readFile(join(directory, file), 'utf8');
      expect(text, file).not.toMatch(/my-?plugin/i);
    }
    const root_ = await readManifest(
      fileURLToPath(new URL('../../../../package.json', import.meta.url)),
    );
    const { dependencies, devDependencies } = await readManifest(join(directory, 'package.json'));
    const own = { ...dependencies, ...devDependencies };
    for (const [name, range] of Object.entries(own))
      expect(range, name).toBe(
        name.startsWith('@convbench/') ? root_.version : root_.devDependencies[name],
      );
  });

  it('can be loaded as it stands', async () => {
    const directory = join(root, `loaded ${kind}`);
    const { main } = await newPlugin({ kind, name: `loaded-${kind}`, directory, plugins });
    const loaded = await loadPlugins({
      specifiers: [join(directory, main)],
      directory: root,
      builtin: [],
    });
    const all = [
      ...loaded.architectures,
      ...loaded.backends,
      ...loaded.datasets,
      ...loaded.reporters,
    ];
    expect(all.map(({ plugin }) => [plugin.kind, plugin.name])).toEqual([[kind, `loaded-${kind}`]]);
  });
});

describe('nothing is made', () => {
  it.each(['Tiny', 'tiny_net', '2net', 'tiny--net', '-net', '', 'a b', 'x'.repeat(60), '../up'])(
    'under the name %j',
    async (name) => {
      const { problem, remedy } = await refusal({ name });
      expect(problem).toContain('no name for a plugin');
      expect(remedy).toContain('tiny-net');
    },
  );

  it.each([
    ['architecture', 'vgg11'],
    ['backend', 'onnxruntime'],
    ['dataset', 'shapes'],
    ['reporter', 'html'],
  ] as const)('that is there already: %s %s', async (kind, name) => {
    expect((await refusal({ kind, name })).problem).toContain('is there already');
  });

  it('in a folder that holds something', async () => {
    const directory = await mkdtemp(join(root, 'used'));
    await writeFile(join(directory, 'mine.txt'), 'mine');
    expect((await refusal({ directory })).problem).toContain('is not empty');
    expect(await readdir(directory)).toEqual(['mine.txt']);
    const path = join(directory, 'mine.txt');
    expect((await refusal({ directory: path })).problem).toContain('not a folder');
  });
});
