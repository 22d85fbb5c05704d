import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { datasetFactsSchema, networkSchema, trainingRecordSchema, z } from '@convbench/spec';
import { fileError } from '../../base/errors.js';
import { moveIntoPlace, syncDirectory, writeFileSynced } from '../../base/fsAtomic.js';
import { sha256 } from '../../base/hash.js';
import { cachePaths, weightsRoot } from './cachePaths.js';

/** `training.json` of an entry: what a training record says, and what guards the files beside it. */
export const cachedTrainingSchema = z.object({
  cacheVersion: z.literal(1),
  key: z.string(),
  graphSha256: z.string(),
  macs: z.int(),
  /** What was trained on what; entries of before it was noted do not say. */
  network: networkSchema.optional(),
  dataset: datasetFactsSchema.pick({ name: true, title: true }).optional(),
  seed: z.int().optional(),
  /** Tells rates of this machine from those of another one with the same home folder. */
  cpuModel: z.string(),
  startedAt: z.iso.datetime(),
  steps: z.int(),
  imagesSeen: z.int(),
  trainSeconds: z.number(),
  imagesPerSecond: z.number(),
  threads: z.int(),
  resumes: z.int(),
  curve: trainingRecordSchema.options[0].shape.curve,
  epochs: trainingRecordSchema.options[0].shape.epochs,
  kept: trainingRecordSchema.options[0].shape.kept,
  weightsSha256: z.string(),
  referenceSha256: z.string(),
  /** Logits of the float64 interpreter for the reference images, one row each. */
  referenceLogits: z.array(z.array(z.number())),
});
export type CachedTraining = z.infer<typeof cachedTrainingSchema>;

export interface CacheEntry {
  readonly training: CachedTraining;
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
 * The finished training of a key, or undefined. With `verify`, files that do not have the checksums that were written
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
    const training = cachedTrainingSchema.parse(JSON.parse(text));
    if (training.key !== key) return undefined;
    if (options.verify) {
      if (!(await hashes(weightsPath, training.weightsSha256))) return undefined;
      if (!(await hashes(referencePath, training.referenceSha256))) return undefined;
    } else await access(weightsPath);
    return { training, weightsPath, referencePath };
  } catch {
    // Whatever is wrong with an entry, training again mends it.
    return undefined;
  }
}

/**
 * Puts a finished training into the cache, whole or not at all. Where another run was faster, or an entry is whole
 * already, that one stays and is returned.
 */
export async function writeCacheEntry(
  training: CachedTraining,
  files: CacheFiles,
): Promise<CacheEntry> {
  const { key } = training;
  const { root, entry } = cachePaths(key);
  const temporary = join(root, `.${key}.${process.pid}-${randomUUID()}.tmp`);
  try {
    await mkdir(temporary, { recursive: true });
    await writeFileSynced(join(temporary, 'weights.safetensors'), files.weights);
    await writeFileSynced(join(temporary, 'reference.safetensors'), files.reference);
    await writeFileSynced(join(temporary, 'training.json'), JSON.stringify(training, null, 1));
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
  const trainings = (await listCacheEntries()).map(({ training }) => training);
  // Weights that came with a network took no steps, and say nothing of the speed.
  return trainings.filter((training) => training.cpuModel === model && training.steps > 0);
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
