import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileError } from '../../base/errors.js';
import { moveIntoPlace, syncDirectory, writeFileSynced } from '../../base/fsAtomic.js';
import { sha256 } from '../../base/hash.js';
import { isTrained, parseCachedWeights } from './cachedWeights.js';
import type { CachedTraining, CachedWeights } from './cachedWeights.js';
import { cachePaths, weightsRoot } from './cachePaths.js';

/** Weights that are in the cache. */
export interface CacheEntry {
  readonly facts: CachedWeights;
  readonly weightsPath: string;
  /** First test images as the network sees them. */
  readonly referencePath: string;
}

export interface CacheFiles {
  /** safetensors */
  readonly weights: Uint8Array;
  /** safetensors */
  readonly reference: Uint8Array;
}

export function cpuModel(): string {
  return cpus()[0]?.model ?? 'unknown';
}

async function hashes(path: string, expected: string): Promise<boolean> {
  return sha256(await readFile(path)) === expected;
}

/**
 * The weights of a key, or undefined. With `verify`, files that do not have the checksums that were written
 * with them count as missing.
 */
export async function readCacheEntry(
  key: string,
  options: { readonly verify: boolean },
): Promise<CacheEntry | undefined> {
  const { entry } = cachePaths(key);
  const weightsPath = join(entry, 'weights.safetensors');
  const referencePath = join(entry, 'reference.safetensors');
  try {
    const text = await readFile(join(entry, 'training.json'), 'utf8');
    const facts = parseCachedWeights(text);
    if (facts.key !== key) return undefined;
    if (options.verify) {
      if (!(await hashes(weightsPath, facts.weightsSha256))) return undefined;
      if (!(await hashes(referencePath, facts.referenceSha256))) return undefined;
    } else await access(weightsPath);
    return { facts, weightsPath, referencePath };
  } catch {
    // Whatever is wrong with an entry, making the weights again mends it.
    return undefined;
  }
}

/**
 * Puts weights into the cache, whole or not at all. Where another run was faster, or an entry is whole
 * already, that one stays and is returned.
 */
export async function writeCacheEntry(
  facts: CachedWeights,
  files: CacheFiles,
): Promise<CacheEntry> {
  const { key } = facts;
  const { root, entry } = cachePaths(key);
  const temporary = join(root, `.${key}.${process.pid}-${randomUUID()}.tmp`);
  try {
    await mkdir(temporary, { recursive: true });
    await writeFileSynced(join(temporary, 'weights.safetensors'), files.weights);
    await writeFileSynced(join(temporary, 'reference.safetensors'), files.reference);
    await writeFileSynced(join(temporary, 'training.json'), JSON.stringify(facts, null, 1));
    await syncDirectory(temporary);
    await moveIntoPlace(temporary, entry, async () => {
      return (await readCacheEntry(key, { verify: true })) !== undefined;
    });
    await syncDirectory(root);
  } catch (error) {
    throw fileError(error, 'write into the weights cache', root);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  const written = await readCacheEntry(key, { verify: true });
  if (written === undefined)
    throw new Error(`[convbench] [core] The cache entry ${entry} cannot be read back.`);
  return written;
}

/** Everything that the cache holds, also what other machines put there. */
export async function listCacheEntries(): Promise<CacheEntry[]> {
  let names: string[];
  try {
    names = await readdir(weightsRoot());
  } catch {
    return [];
  }
  const entries = await Promise.all(
    names
      .filter((name) => /^[0-9a-f]+$/.test(name))
      .map((key) => readCacheEntry(key, { verify: false })),
  );
  return entries.filter((entry) => entry !== undefined);
}

/** All finished trainings that this machine's processor made; for estimates. */
export async function listCachedTrainings(): Promise<CachedTraining[]> {
  const model = cpuModel();
  return (await listCacheEntries())
    .map(({ facts }) => facts)
    .filter(isTrained)
    .filter((facts) => facts.cpuModel === model);
}

/** Whether an unfinished training left a checkpoint. */
export async function hasCheckpoint(key: string): Promise<boolean> {
  return stat(cachePaths(key).checkpoint).then(
    (facts) => facts.size > 0,
    () => false,
  );
}

/** What a killed process left; younger ones may belong to a run that is going on. */
const leftoverAgeMs = 24 * 3600 * 1000;

async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith('.') || !/\.tmp(\.broken)?$/.test(name)) continue;
    const path = join(root, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts !== undefined && Date.now() - facts.mtimeMs > leftoverAgeMs)
      await rm(path, { recursive: true, force: true });
  }
}

/** Makes sure that the cache can be written. Throws a `UserError` otherwise. */
export async function checkCacheWritable(): Promise<string> {
  const root = weightsRoot();
  try {
    await mkdir(root, { recursive: true });
    await access(root, constants.W_OK);
    const probe = join(root, `.probe.${randomUUID()}.tmp`);
    await writeFileSynced(probe, 'probe');
    await rm(probe, { force: true });
    await removeLeftovers(root);
  } catch (error) {
    throw fileError(error, 'write into the weights cache', root);
  }
  return root;
}
