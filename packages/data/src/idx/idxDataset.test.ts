import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { IdxSetFacts } from './idxFacts.js';
import type { FetchSource } from '../fetch/fetchSource.js';
import { idxDataset } from './idxDataset.js';

const contents = {
  'train-images': Buffer.of(0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1, 10, 20, 30),
  'train-labels': Buffer.of(0, 0, 8, 1, 0, 0, 0, 3, 1, 0, 1),
  'test-images': Buffer.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 40),
  'test-labels': Buffer.of(0, 0, 8, 1, 0, 0, 0, 1, 0),
};
type Name = keyof typeof contents;
const names = Object.keys(contents) as Name[];

const file = (name: Name) => ({
  name,
  bytes: contents[name].length,
  sha256: createHash('sha256').update(contents[name]).digest('hex'),
});
const facts: IdxSetFacts = {
  title: 'Tiny',
  classes: ['a', 'b'],
  size: 1,
  splits: {
    train: { count: 3, images: file('train-images'), labels: file('train-labels') },
    test: { count: 1, images: file('test-images'), labels: file('test-labels') },
  },
  trainingPixels: { sum: 60, sumOfSquares: 1400 },
};
const native = { inputSize: 1, channels: 1 };

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-data-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const cache = () => join(root, 'cache', 'datasets', 'tiny');
const own = () => join(root, 'own');

function tiny(sources: readonly FetchSource[] = [], env: NodeJS.ProcessEnv = {}) {
  return idxDataset({
    name: 'tiny',
    facts,
    license: 'none',
    source: 'here',
    remedy: "Put it there or use the data set 'shapes'.",
    sources,
    env: { CONVBENCH_CACHE: join(root, 'cache'), ...env },
  });
}

async function put(
  folder: string,
  change: Partial<Record<Name, Buffer | null>> = {},
  packed = true,
) {
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    const content =
      name in change ? change[name] : packed ? gzipSync(contents[name]) : contents[name];
    if (content) await writeFile(join(folder, packed ? `${name}.gz` : name), content);
  }
}

const firstImage = async (dataset: ReturnType<typeof tiny>) => {
  const split = await dataset.open('train', {}, native);
  const target = new Uint8Array(3);
  split.read([0, 1, 2], target);
  return { pixels: Array.from(target), labels: Array.from(split.labels) };
};

const source = (fill: (folder: string) => Promise<void>, title = 'a source'): FetchSource => ({
  title,
  fetchInto: (folder) => fill(folder),
});
const never: FetchSource = source(() => Promise.reject(new Error('must not be asked')), 'never');

describe('places', () => {
  test.each([true, false])('files are found in CONVBENCH_DATA (gzipped: %s)', async (packed) => {
    await put(own(), {}, packed);
    const dataset = tiny([never], { CONVBENCH_DATA: own() });
    expect(await dataset.check({})).toMatchObject({ found: true, location: own() });
    expect(await firstImage(dataset)).toEqual({ pixels: [10, 20, 30], labels: [1, 0, 1] });
    await dataset.fetch!({}, () => undefined);
  });

  test('its subfolder comes before it, and it before the cache', async () => {
    await put(cache());
    const dataset = tiny([], { CONVBENCH_DATA: own() });
    await mkdir(own());
    expect(await dataset.check({})).toMatchObject({ location: cache() });
    await put(own());
    expect(await dataset.check({})).toMatchObject({ location: own() });
    await put(join(own(), 'tiny'));
    expect(await dataset.check({})).toMatchObject({ location: join(own(), 'tiny') });
  });

  test('absent files are reported with where they were looked for and what to do', async () => {
    const status = await tiny().check({});
    if (status.found) expect.unreachable('nothing is there');
    expect(status.reason).toContain(cache());
    expect(status.remedy).toBe("Put it there or use the data set 'shapes'.");
    await expect(tiny().open('test', {}, native)).rejects.toThrow('not on this machine');
  });

  test('a CONVBENCH_DATA that is no folder is reported, not passed over', async () => {
    await put(cache());
    const status = await tiny([], { CONVBENCH_DATA: join(root, 'absent') }).check({});
    expect(status).toMatchObject({ found: false, reason: expect.stringContaining('not a folder') });
  });
});

describe('damaged files', () => {
  const packed = gzipSync(contents['train-images']);
  test.each<[string, Partial<Record<Name, Buffer | null>>, RegExp]>([
    [
      'a truncated gzip',
      { 'train-images': packed.subarray(0, -9) },
      /train-images\.gz does not unpack/,
    ],
    ['a flipped bit', { 'train-images': flipped(packed, packed.length - 5) }, /does not unpack/],
    [
      'other content of the right length',
      { 'train-images': gzipSync(flipped(contents['train-images'], 17)) },
      /wrong content: expected SHA-256 [0-9a-f]{64}, found [0-9a-f]{64}/,
    ],
    [
      'shorter content',
      { 'train-labels': gzipSync(Buffer.alloc(3)) },
      /expected 11 bytes unpacked, found 3/,
    ],
    [
      'much longer content',
      { 'train-labels': gzipSync(Buffer.alloc(99)) },
      /expected 11 bytes unpacked/,
    ],
    ['an absent file', { 'test-labels': null }, /only a part of Tiny.*test-labels/],
  ])('%s is a mistake that names the file and the remedy', async (_what, change, message) => {
    await put(own(), change);
    // The complete copy in the cache must not be used in silence instead.
    await put(cache());
    const dataset = tiny([never], { CONVBENCH_DATA: own() });
    const status = await dataset.check({});
    if (status.found) expect.unreachable('the damage was not seen');
    expect(status.reason).toMatch(message);
    expect(status.reason).toContain(own());
    expect(status.remedy).toContain('CONVBENCH_DATA');
    await expect(
      dataset.open('train', {}, native).then(() => dataset.open('test', {}, native)),
    ).rejects.toThrow(message);
    await expect(dataset.fetch!({}, () => undefined)).rejects.toThrow(message);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1;
  return copy;
}

describe('fetching', () => {
  test('fills the cache from the first source that delivers, and is then a no-op', async () => {
    const messages: string[] = [];
    const dataset = tiny([
      source(() => Promise.reject(new Error('no network'))),
      source((folder) => put(folder)),
      never,
    ]);
    await dataset.fetch!({}, ({ message }) => messages.push(message));
    expect(messages).toContain('verifying Tiny');
    expect(await dataset.check({})).toMatchObject({ found: true, location: cache() });
    expect(await readdir(join(root, 'cache', 'datasets'))).toEqual(['tiny']);
    await tiny([never]).fetch!({}, () => undefined);
  });

  test('what arrives damaged is never installed; the mistake tells of every source', async () => {
    const damaged = source((folder) => put(folder, { 'test-images': Buffer.of(1) }), 'first');
    const offline = source(() => Promise.reject(new Error('no network.')), 'second');
    const fetched = tiny([damaged, offline]).fetch!({}, () => undefined);
    await expect(fetched).rejects.toThrow(/first: .*wrong length.*second: no network\. .*'shapes'/);
    expect(await readdir(join(root, 'cache', 'datasets'))).toEqual([]);
  });

  test('a damaged cache is replaced', async () => {
    await put(cache(), { 'train-labels': null });
    await tiny([source((folder) => put(folder))]).fetch!({}, () => undefined);
    expect((await tiny().check({})).found).toBe(true);
    expect(await readdir(join(root, 'cache', 'datasets'))).toEqual(['tiny']);
  });

  test('what another process completed meanwhile is kept', async () => {
    const dataset = tiny([
      source(async (folder) => {
        await put(folder);
        await put(cache());
        await writeFile(join(cache(), 'theirs'), 'x');
      }),
    ]);
    await dataset.fetch!({}, () => undefined);
    expect(existsSync(join(cache(), 'theirs'))).toBe(true);
  });

  test('an abort stops at once, tries no other source and leaves nothing', async () => {
    const controller = new AbortController();
    const aborting = source(async (folder) => {
      await writeFile(join(folder, 'half'), 'x');
      controller.abort(new Error('the user left'));
      throw new Error('interrupted');
    });
    const fetched = tiny([aborting, never]).fetch!({}, () => undefined, controller.signal);
    await expect(fetched).rejects.toThrow('the user left');
    expect(await readdir(join(root, 'cache', 'datasets'))).toEqual([]);
    await expect(tiny([never]).fetch!({}, () => undefined, controller.signal)).rejects.toThrow(
      'left',
    );
  });
});

describe('info', () => {
  test('normalises with the moments of the training images in the asked form', async () => {
    const { normalization } = await tiny().info({}, { inputSize: 1, channels: 3 });
    expect(normalization.mean).toEqual(Array(3).fill(expect.closeTo(20 / 255)));
    const deviation = Math.sqrt(200 / 3) / 255;
    expect(normalization.standardDeviation).toEqual(Array(3).fill(expect.closeTo(deviation)));
  });

  test('the checksum follows from the content of all four files', async () => {
    const all = names.map((name) => createHash('sha256').update(contents[name]).digest('hex'));
    const expected = createHash('sha256').update(all.join('\n')).digest('hex');
    expect((await tiny().info({}, native)).checksum).toBe(expected);
  });

  test.each([
    [{ inputSize: 0, channels: 1 }, '0 px'],
    [{ inputSize: 2.5, channels: 1 }, '2.5 px'],
    [{ inputSize: 32, channels: 4 }, '4 channels'],
  ])('a form that cannot be is refused: %j', async (form, message) => {
    await put(cache());
    await expect(tiny().open('test', {}, form)).rejects.toThrow(message);
  });
});

test('the test split is the other pair of files', async () => {
  await put(cache(), {}, false);
  const split = await tiny().open('test', {}, native);
  const target = new Uint8Array(1);
  split.read([0], target);
  expect([split.length, target[0], split.labels[0]]).toEqual([1, 40, 0]);
  expect(await readFile(join(cache(), 'test-labels'))).toEqual(contents['test-labels']);
});
