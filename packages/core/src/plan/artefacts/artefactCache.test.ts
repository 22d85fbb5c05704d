import { mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artefact } from '@convbench/spec';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  artefactKey,
  artefactLimitBytes,
  artefactsRoot,
  evictArtefacts,
  keepArtefact,
  readArtefact,
} from './artefactCache.js';
import { filesOf } from './writeArtefact.js';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'convbench-artefacts-'));
  vi.stubEnv('CONVBENCH_CACHE', cache);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
});

const key = 'a1b2';
const bytes = Uint8Array.of(1, 2, 3, 4, 5);

async function write(folder: string): Promise<Artefact> {
  await writeFile(join(folder, 'model.onnx'), bytes);
  return {
    path: join(folder, 'model.onnx'),
    bytes: bytes.length,
    input: { name: 'x', shape: ['N', 3, 8, 8] },
    output: 'y',
    asWritten: { nodes: 3 },
  };
}

const verified = () => readArtefact(key, { verify: true });

describe('an artefact', () => {
  it('is given back as it was kept, from its place in the cache', async () => {
    expect(await verified()).toBeUndefined();
    const kept = await keepArtefact(key, write);
    expect(kept).toEqual({
      path: join(artefactsRoot(), key, 'files', 'model.onnx'),
      bytes: 5,
      input: { name: 'x', shape: ['N', 3, 8, 8] },
      output: 'y',
      asWritten: { nodes: 3 },
    });
    expect(await verified()).toEqual(kept);
  });

  it('that was truncated is missing, and one that was changed is when it is verified', async () => {
    const { path } = await keepArtefact(key, write);
    await writeFile(path, Uint8Array.of(1, 2, 3, 4, 6));
    expect(await readArtefact(key, { verify: false })).toBeDefined();
    expect(await verified()).toBeUndefined();
    await truncate(path, 4);
    expect(await readArtefact(key, { verify: false })).toBeUndefined();
    expect(await keepArtefact(key, write)).toBeDefined();
    expect(await verified()).toBeDefined();
  });

  it('is whole or not there when writing it fails, and leaves nothing behind', async () => {
    const failing = keepArtefact(key, async (folder) => {
      await write(folder);
      throw new Error('the engine cannot say this');
    });
    await expect(failing).rejects.toThrow('the engine cannot say this');
    expect(await readdir(artefactsRoot())).toEqual([]);
  });

  it('that two runs write at once is there once', async () => {
    const kept = await Promise.all(Array.from({ length: 8 }, () => keepArtefact(key, write)));
    expect(new Set(kept.map(({ path }) => path)).size).toBe(1);
    expect(await readdir(artefactsRoot())).toEqual([key]);
    expect(await verified()).toBeDefined();
  });
});

describe('the cache', () => {
  const age = async (name: string, hours: number) => {
    const used = new Date(Date.now() - hours * 3600_000);
    await utimes(join(artefactsRoot(), name, 'artefact.json'), used, used);
  };

  it('lets go of what was used least recently until the rest fits', async () => {
    for (const [name, hours] of [
      ['01', 5],
      ['02', 7],
      ['03', 3],
    ] as const) {
      await keepArtefact(name, write);
      await age(name, hours);
    }
    const files = await filesOf(join(artefactsRoot(), '01'));
    const one = files.reduce((sum, file) => sum + file.bytes, 0);
    await evictArtefacts(2 * one);
    expect((await readdir(artefactsRoot())).sort()).toEqual(['01', '03']);
    await evictArtefacts(10 * one);
    expect((await readdir(artefactsRoot())).sort()).toEqual(['01', '03']);
  });

  it('keeps what a run may be about to open, however little room there is', async () => {
    await keepArtefact(key, write);
    await evictArtefacts(0);
    expect(await verified()).toBeDefined();
  });

  it('removes what a killed process left', async () => {
    await keepArtefact(key, write);
    const left = join(artefactsRoot(), `.${key}.1-x.tmp`);
    await writeFile(left, '');
    const used = new Date(Date.now() - 2 * 3600_000);
    await utimes(left, used, used);
    await evictArtefacts();
    expect(await readdir(artefactsRoot())).toEqual([key]);
  });

  it('has a limit that a user may set', () => {
    expect(artefactLimitBytes({})).toBe(8 * 2 ** 30);
    expect(artefactLimitBytes({ CONVBENCH_ARTEFACTS_GIB: '2.5' })).toBe(2.5 * 2 ** 30);
    expect(artefactLimitBytes({ CONVBENCH_ARTEFACTS_GIB: 'much' })).toBe(8 * 2 ** 30);
  });
});

it('has another key for whatever decides what is in the files', () => {
  const identity = {
    graphSha256: 'g',
    weightsSha256: 'w',
    backend: 'onnxruntime',
    version: 1,
    form: 'onnx',
    precision: 'float32',
    batchSize: 1,
  } as const;
  const keys = [
    identity,
    { ...identity, graphSha256: 'h' },
    { ...identity, weightsSha256: 'v' },
    { ...identity, backend: 'tfjs' },
    { ...identity, version: 2 },
    { ...identity, form: 'saved-model' },
    { ...identity, batchSize: 2 },
    { ...identity, batchSize: undefined },
  ].map(artefactKey);
  expect(new Set(keys).size).toBe(keys.length);
});
