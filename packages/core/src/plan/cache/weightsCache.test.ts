import { mkdtemp, readFile, readdir, rm, utimes, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sha256 } from '../../base/hash.js';
import { readCheckpoint, removeCheckpoint, writeCheckpoint } from './checkpointFile.js';
import {
  checkCacheWritable,
  hasCheckpoint,
  listCachedTrainings,
  readCacheEntry,
  writeCacheEntry,
} from './weightsCache.js';
import type { CacheFiles } from './weightsCache.js';
import type { CachedTraining, CachedWeights } from './cachedWeights.js';
import { cpuModel } from './weightsCache.js';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'convbench-cache-'));
  vi.stubEnv('CONVBENCH_CACHE', cache);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
});

const key = 'abc123';

const trained: CachedTraining['training'] = {
  seed: 3,
  steps: 1,
  imagesSeen: 1,
  trainSeconds: 1,
  imagesPerSecond: 1,
  threads: 1,
  resumes: 0,
  curve: [],
};

function made(weights: string, training?: CachedTraining['training']): [CachedWeights, CacheFiles] {
  const files = { weights: Buffer.from(weights), reference: Buffer.from('reference') };
  return [
    {
      cacheVersion: 2,
      key,
      graphSha256: 'g',
      macs: 10,
      cpuModel: cpuModel(),
      startedAt: '2026-11-25T04:00:00.000Z',
      weightsSha256: sha256(files.weights),
      referenceSha256: sha256(files.reference),
      referenceLogits: [[0.1, -0.2]],
      training,
    },
    files,
  ];
}

const training = (weights: string) => made(weights, trained);

describe('an entry', () => {
  it('is there when it was written, and its files are what they were', async () => {
    expect(await readCacheEntry(key, { verify: true })).toBeUndefined();
    const [facts, files] = training('w');
    await writeCacheEntry(facts, files);
    expect((await readCacheEntry(key, { verify: true }))?.facts).toEqual(facts);
    expect(await listCachedTrainings()).toEqual([facts]);
    expect(await readdir(join(cache, 'weights'))).toEqual([key]);
  });

  it('of weights that were not trained says nothing of a training, and no speed is known by it', async () => {
    await writeCacheEntry(...made('w'));
    const entry = await readCacheEntry(key, { verify: true });
    expect(entry?.facts.training).toBeUndefined();
    const text = await readFile(join(cache, 'weights', key, 'training.json'), 'utf8');
    expect(JSON.parse(text)).not.toHaveProperty('training');
    expect(await listCachedTrainings()).toEqual([]);
  });

  it.each(['weights.safetensors', 'reference.safetensors', 'training.json'])(
    'with another %s counts as missing and is replaced',
    async (name) => {
      await writeCacheEntry(...training('w'));
      await writeFile(join(cache, 'weights', key, name), 'x');
      expect(await readCacheEntry(key, { verify: true })).toBeUndefined();
      await writeCacheEntry(...training('new'));
      const entry = await readCacheEntry(key, { verify: true });
      expect(entry?.facts.weightsSha256).toBe(sha256('new'));
      expect(await readdir(join(cache, 'weights'))).toEqual([key]);
    },
  );

  it('stays when another run writes the same later', async () => {
    await writeCacheEntry(...training('first'));
    const entry = await writeCacheEntry(...training('second'));
    expect(entry.facts.weightsSha256).toBe(sha256('first'));
  });

  it('is whole however many write it at once', async () => {
    const written = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((weights) =>
        writeCacheEntry(...training(weights.repeat(9999))),
      ),
    );
    expect(new Set(written.map((entry) => entry.facts.weightsSha256)).size).toBe(1);
    expect(await readCacheEntry(key, { verify: true })).toBeDefined();
    expect(await readdir(join(cache, 'weights'))).toEqual([key]);
  });
});

/** As version 1 wrote `training.json`: weights that were not trained stood there as a training of no steps. */
const firstVersion = (changes: Record<string, unknown>) => ({
  cacheVersion: 1,
  key,
  graphSha256: 'g',
  macs: 10,
  network: { id: 'nin', title: 'NiN', family: 'plain', options: { classes: 10 } },
  dataset: { name: 'fashion-mnist', title: 'Fashion-MNIST' },
  cpuModel: cpuModel(),
  startedAt: '2026-11-25T04:00:00.000Z',
  steps: 0,
  imagesSeen: 0,
  trainSeconds: 0,
  imagesPerSecond: 0,
  threads: 1,
  resumes: 0,
  curve: [],
  weightsSha256: sha256('w'),
  referenceSha256: sha256('r'),
  referenceLogits: [[0.1, -0.2]],
  ...changes,
});

const trainedThen = {
  seed: 7,
  steps: 20,
  imagesSeen: 200,
  trainSeconds: 4,
  imagesPerSecond: 50,
  threads: 2,
  resumes: 1,
  curve: [
    { step: 20, imagesSeen: 200, elapsedSeconds: 4, learningRate: 1, loss: 2, trainTop1: 0.5 },
  ],
};

describe('an entry of version 1', () => {
  const put = async (changes: Record<string, unknown>) => {
    const folder = join(cache, 'weights', key);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'weights.safetensors'), 'w');
    await writeFile(join(folder, 'reference.safetensors'), 'r');
    await writeFile(join(folder, 'training.json'), JSON.stringify(firstVersion(changes)));
    return readCacheEntry(key, { verify: true });
  };

  it('of a training opens', async () => {
    const entry = await put(trainedThen);
    expect(entry?.facts).toMatchObject({ cacheVersion: 2, network: { id: 'nin' } });
    expect(entry?.facts.training).toEqual(trainedThen);
    expect(entry?.facts).not.toHaveProperty('steps');
    expect(await listCachedTrainings()).toHaveLength(1);
  });

  it('of a training with epochs opens', async () => {
    const [point] = trainedThen.curve;
    const epoch = { ...point, epoch: 1, imagesPerSecond: 50 };
    const kept = { step: 20, which: 'last', endedBy: 'budget' };
    const entry = await put({ ...trainedThen, epochs: [epoch], kept });
    expect(entry?.facts.training).toEqual({ ...trainedThen, epochs: [epoch], kept });
  });

  it('of a training that does not say of what opens', async () => {
    const unsaid = { network: undefined, dataset: undefined, seed: undefined };
    const entry = await put({ ...trainedThen, ...unsaid });
    expect(entry?.facts.network).toBeUndefined();
    expect(entry?.facts.training).toMatchObject({ steps: 20, threads: 2 });
  });

  it.each([
    ['weights that a network came with, or that were before training', {}],
    ['a file that is run as it stands', { referenceLogits: [] }],
  ])('of %s opens, without a training', async (_what, changes) => {
    const entry = await put(changes);
    expect(entry?.facts).toMatchObject({ cacheVersion: 2, weightsSha256: sha256('w'), ...changes });
    expect(entry?.facts.training).toBeUndefined();
    expect(await listCachedTrainings()).toEqual([]);
  });

  it('that is not whole counts as missing', async () => {
    expect(await put({ steps: undefined })).toBeUndefined();
  });
});

describe('a checkpoint', () => {
  const stored = {
    checkpoint: {
      step: 3,
      imagesSeen: 30,
      elapsedSeconds: 1.5,
      curve: [],
      pending: { steps: 1, lossSum: 0.5, correct: 2 },
      epochs: [],
      pendingEpoch: { steps: 1, lossSum: 0.5, correct: 2 },
      highLossSteps: 0,
      state: new Map([['w', Float32Array.of(1, -2.5)]]),
    },
    startedAt: '2026-11-25T04:00:00.000Z',
    resumes: 2,
  };

  it('comes back as it was written', async () => {
    expect(await readCheckpoint(key)).toBeUndefined();
    expect(await hasCheckpoint(key)).toBe(false);
    await writeCheckpoint(key, stored);
    expect(await hasCheckpoint(key)).toBe(true);
    expect(await readCheckpoint(key)).toEqual(stored);
    await removeCheckpoint(key);
    expect(await readCheckpoint(key)).toBeUndefined();
  });

  it('that is damaged is none', async () => {
    await writeCheckpoint(key, stored);
    const path = join(cache, 'weights', `${key}.checkpoint`);
    const content = await readFile(path);
    content[content.length - 1]! ^= 1;
    await writeFile(path, content);
    expect(await readCheckpoint(key)).toBeUndefined();
    await writeFile(path, '');
    expect(await readCheckpoint(key)).toBeUndefined();
  });
});

it('removes what killed processes left, but nothing of running ones', async () => {
  const root = await checkCacheWritable();
  const old = join(root, '.abc.1-2.tmp');
  await mkdir(old);
  await utimes(old, 0, 0);
  await writeFile(join(root, '.def.1-2.tmp'), '');
  await checkCacheWritable();
  expect(await readdir(root)).toEqual(['.def.1-2.tmp']);
});

it('refuses a cache that cannot be written', async () => {
  vi.stubEnv('CONVBENCH_CACHE', join(cache, 'file'));
  await writeFile(join(cache, 'file'), '');
  await expect(checkCacheWritable()).rejects.toMatchObject({ name: 'UserError' });
});
