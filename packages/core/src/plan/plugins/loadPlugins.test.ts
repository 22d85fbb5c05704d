import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API_VERSION } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBackend, findDataset, findReporter, findVariant } from './find.js';
import { importPlugin } from './importPlugin.js';
import { loadPlugins } from './loadPlugins.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-plugins-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function write(name: string, content: string): Promise<string> {
  const path = join(root, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  return `./${name}`;
}

const device = {
  name: 'cpu',
  usesGpu: false,
  precisions: ['float32'],
  artefact: { name: 'network', batch: 'any' },
  sharesTurns: true,
};
/** The source of a backend that is sound but for `members`, which are JSON. */
const backend = (members: object) =>
  `{ kind: 'backend', apiVersion: ${API_VERSION}, name: 'b', title: 'B', artefactVersion: 1, probe() {}, materialize() {}, start() {}, ...${JSON.stringify({ devices: [device], ...members })} }`;
const reporter = (name: string, more = '') =>
  `{ kind: 'reporter', apiVersion: ${API_VERSION}, name: '${name}', title: 'T', render: () => [] ${more}}`;
const architecture = (name: string, ids: string[], aliases: string[] = []) => `{
  kind: 'architecture', apiVersion: ${API_VERSION}, name: '${name}', family: 'plain', options: { safeParse() {} }, build() {},
  paper: {}, variants: ${JSON.stringify(ids.map((id) => ({ id, title: id, aliases, recipe: {} })))} }`;

const load = (specifiers: string[], builtin: string[] = []) =>
  loadPlugins({ specifiers, directory: root, builtin });

describe('loads', () => {
  it('what this installation has built in', async () => {
    const plugins = await loadPlugins({ specifiers: [], directory: root });
    expect(findVariant(plugins, 'nin').plugin.name).toBe('nin');
    expect(findVariant(plugins, 'vgg11').variant.title).toBe('VGG-11');
    expect(findBackend(plugins, 'onnxruntime').plugin.devices[0].name).toBe('cpu');
    expect(findDataset(plugins, 'fashion-mnist').reference.kind).toBe('dataset');
  });

  it('built-in modules that are installed, and skips others', async () => {
    const plugins = await load([], ['@convbench/not-there', '@convbench/arch-nin']);
    expect(plugins.architectures.map(({ plugin }) => plugin.name)).toEqual(['nin']);
    expect(plugins.backends).toEqual([]);
  });

  it('one plugin or several from a module, and a module that is named twice only once', async () => {
    const one = await write('one.mjs', `export default ${reporter('one')};`);
    const two = await write(
      'two.mjs',
      `export default [${reporter('two')}, ${reporter('three')}];`,
    );
    const plugins = await load([one, two, './two.mjs']);
    expect(plugins.reporters.map(({ plugin }) => plugin.name)).toEqual(['one', 'two', 'three']);
  });

  it('TypeScript and JavaScript, and the same again by reference', async () => {
    await write('typed/name.ts', `export const name: string = 'typed';`);
    const ts = await write(
      'typed/plugin.ts',
      `import { API_VERSION } from '@convbench/spec';
       import type { ReporterPlugin } from '@convbench/spec';
       import { name } from './name.ts';
       const plugin: ReporterPlugin = { kind: 'reporter', apiVersion: API_VERSION, name, title: 'T', render: () => [] };
       export default plugin;`,
    );
    const js = await write('typed/plugin.mjs', `export default ${reporter('plain')};`);
    const plugins = await load([ts, js]);
    expect(plugins.reporters.map(({ plugin }) => plugin.name)).toEqual(['typed', 'plain']);
    for (const { reference } of plugins.reporters)
      expect((await importPlugin(reference, 'reporter')).name).toBe(reference.name);
  });
});

describe('refuses, naming the module,', () => {
  it.each([
    [
      'throws.mjs',
      'throw new TypeError("no such library");',
      'could not be imported: no such library',
    ],
    ['imports.mjs', 'import "./nowhere.mjs";', 'could not be imported'],
    ['named.mjs', 'export const plugin = {};', 'has no default export'],
    ['number.mjs', 'export default 3;', 'exports 3 where a plugin object should be'],
    ['kind.mjs', "export default { kind: 'reportr' };", "Did you mean 'reporter'?"],
    ['name.mjs', `export default ${reporter('Bad Name')};`, 'with the name "Bad Name"'],
    [
      'newer.mjs',
      `export default ${reporter('n', ', apiVersion: 3')};`,
      'was written for version 3 of the plugin contract; this convbench has version 2. Update convbench.',
    ],
    [
      'older.mjs',
      `export default ${reporter('o', ', apiVersion: 1')};`,
      'docs/moving-to-contract-2.md',
    ],
    [
      'nowhere-to-check.mjs',
      `export default ${backend({ devices: [{ ...device, checkedAgainst: 'nowhere' }] })};`,
      "'cpu' is to be checked against 'nowhere', which is none of its devices",
    ],
    [
      'trains-nowhere.mjs',
      `export default { ...${backend({})}, training: { open() {} } };`,
      'it has `training`, and none of its devices says so',
    ],
    [
      'cannot-train.mjs',
      `export default ${backend({ devices: [{ ...device, training: {} }] })};`,
      "the device 'cpu' trains, and the backend has no `training`",
    ],
    [
      'no-descriptor.mjs',
      `export default ${backend({ devices: ['cpu'] })};`,
      'devices.0 (Invalid input: expected object, received string)',
    ],
    [
      'half-a-profile.mjs',
      `export default ${backend({ profile: {} })};`,
      'profile.profile (it is no function)',
    ],
    [
      'bad-pattern.mjs',
      `export default ${backend({ knownOutput: ['('] })};`,
      'knownOutput.0 (it is no regular expression)',
    ],
    ['lacks.mjs', `export default ${reporter('l', ', render: 1')};`, 'render (function)'],
  ])('%s', async (name, content, message) => {
    await expect(load([await write(name, content)])).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(new RegExp(`"./${name}"[^]*`)),
    });
    await expect(load([`./${name}`])).rejects.toThrow(message);
  });

  it('one that is not there', async () => {
    await expect(load(['./nowhere.mjs'])).rejects.toThrow('"./nowhere.mjs" was not found from');
    await expect(load(['convbench-arch-nowhere'])).rejects.toThrow('was not found from');
  });

  it('keeps the cause', async () => {
    const error = await load([await write('cause.mjs', 'throw new RangeError("deep");')]).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as Error).cause).toMatchObject({ name: 'RangeError', message: 'deep' });
  });
});

describe('names both sides of a clash', () => {
  it('of names', async () => {
    const a = await write('clash-a.mjs', `export default ${reporter('same')};`);
    const b = await write('clash-b.mjs', `export default ${reporter('same')};`);
    await expect(load([a, b])).rejects.toThrow(
      "The reporter 'same' is claimed twice: by 'same' (./clash-a.mjs) and by 'same' (./clash-b.mjs).",
    );
  });

  it('of an id and an alias', async () => {
    const a = await write('ids-a.mjs', `export default ${architecture('a', ['net'])};`);
    const b = await write('ids-b.mjs', `export default ${architecture('b', ['other'], ['net'])};`);
    await expect(load([a, b])).rejects.toThrow("architecture id 'net' is claimed twice: by 'a'");
  });
});

describe('finding', () => {
  it('takes aliases', async () => {
    const a = await write('alias.mjs', `export default ${architecture('a', ['net'], ['nt'])};`);
    expect(findVariant(await load([a]), 'nt').variant.id).toBe('net');
  });

  it('lists what there is and suggests the nearest', async () => {
    const a = await write('near.mjs', `export default ${architecture('a', ['nin', 'vgg11'])};`);
    const plugins = await load([a]);
    expect(() => findVariant(plugins, 'vgg12')).toThrow(
      "There is no architecture 'vgg12'. Did you mean 'vgg11'? Known: nin, vgg11.",
    );
    expect(() => findReporter(plugins, 'csv')).toThrow('Known: none is loaded.');
  });
});
