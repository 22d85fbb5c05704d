import { mkdtemp, readdir, rm, utimes, writeFile, mkdir } from 'node:fs/promises';
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
import type { CachedTraining, CacheFiles } from './weightsCache.js';
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

function training(weights: string): [CachedTraining, CacheFiles] {
  const files = { weights: Buffer.from(weights), reference: Buffer.from('reference') };
  return [
    {
      cacheVersion: 1,
      key,
      graphSha256: 'g',
      macs: 10,
      cpuModel: cpuModel(),
      startedAt: '2026-11-25T04:00:00.000Z',
      steps: 1,
      imagesSeen: 1,
      trainSeconds: 1,
      imagesPerSecond: 1,
      threads: 1,
      resumes: 0,
      curve: [],
      weightsSha256: sha256(files.weights),
      referenceSha256: sha256(files.reference),
      referenceLogits: [[0.1, -0.2]],
    },
    files,
  ];
}

describe('an entry', () => {
  it('is there when it was written, and its files are what they were', async () => {
    expect(await readCacheEntry(key, { verify: true })).toBeUndefined();
    const [facts, files] = training('w');
    await writeCacheEntry(facts, files);
    expect((await readCacheEntry(key, { verify: true }))?.training).toEqual(facts);
    expect(await listCachedTrainings()).toEqual([facts]);
    expect(await readdir(join(cache, 'weights'))).toEqual([key]);
  });

  it.each(['weights.safetensors', 'reference.safetensors', 'training.json'])(
    'with another %s counts as missing and is replaced',
    async (name) => {
      await writeCacheEntry(...training('w'));
      await writeFile(join(cache, 'weights', key, name), 'x');
      expect(await readCacheEntry(key, { verify: true })).toBeUndefined();
      await writeCacheEntry(...training('new'));
      const entry = await readCacheEntry(key, { verify: true });
      expect(entry?.training.weightsSha256).toBe(sha256('new'));
      expect(await readdir(join(cache, 'weights'))).toEqual([key]);
    },
  );

  it('stays when another run writes the same later', async () => {
    await writeCacheEntry(...training('first'));
    const entry = await writeCacheEntry(...training('second'));
    expect(entry.training.weightsSha256).toBe(sha256('first'));
  });

  it('is whole however many write it at once', async () => {
    const written = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((weights) =>
        writeCacheEntry(...training(weights.repeat(9999))),
      ),
    );
    expect(new Set(written.map((entry) => entry.training.weightsSha256)).size).toBe(1);
    expect(await readCacheEntry(key, { verify: true })).toBeDefined();
    expect(await readdir(join(cache, 'weights'))).toEqual([key]);
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
    const { readFile } = await import('node:fs/promises');
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
