import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ProgressListener } from '@convbench/spec';
import { decodeImage, type DecodedImage, type DecodeRules } from '../image/decodeImage.js';
import { factsCache, type FactsCache } from './factsCache.js';
import type { FileFacts, PixelMoments } from './fileFacts.js';
import { mapConcurrent } from './mapConcurrent.js';
import { greyOf } from './preprocessing.js';

export interface Examination {
  /** In the order of the paths. */
  readonly facts: readonly FileFacts[];
  /** 'sharp 0.35.5 (libvips 8.18.7)' */
  readonly decoder: string;
}

/** Decoding runs in a pool of native threads; two files each keep them busy. */
export const CONCURRENT_FILES = 2 * availableParallelism();

/** A time of modification may be as coarse as this: a file that is as new may change without a trace in it. */
const CLOCK_GRAIN_MS = 2000;

/**
 * Decodes every file once and says what is in it: its hash, whether it decodes, its moments. Kept in the cache folder,
 * so that a file of the same size and time of modification is not decoded again.
 */
export async function examineFiles(
  root: string,
  paths: readonly string[],
  rules: DecodeRules,
  env: NodeJS.ProcessEnv,
  onProgress?: ProgressListener,
): Promise<Examination> {
  const decoder = await decoderName();
  const cache = await factsCache(root, { decoder, ...rules }, env);
  let [done, changed] = [0, false];
  const facts = await mapConcurrent(paths, CONCURRENT_FILES, async (path) => {
    const known = await stillTrue(cache, root, path);
    const found = known ?? (await examine(join(root, path), rules));
    if (known === undefined) {
      changed = true;
      cache.set(path, found);
      onProgress?.({ message: `decoding images to check them: ${++done} of ${paths.length}` });
    } else done++;
    return found;
  });
  if (changed) await cache.save();
  return { facts, decoder };
}

async function decoderName(): Promise<string> {
  const { default: sharp } = await import('sharp');
  return `sharp ${sharp.versions.sharp} (libvips ${sharp.versions.vips})`;
}

async function stillTrue(
  cache: FactsCache,
  root: string,
  path: string,
): Promise<FileFacts | undefined> {
  const known = cache.get(path);
  if (known === undefined) return undefined;
  const now = await stat(join(root, path)).catch(() => undefined);
  const same =
    now?.size === known.bytes &&
    now.mtimeMs === known.modifiedMs &&
    known.examinedMs - known.modifiedMs > CLOCK_GRAIN_MS;
  return same ? known : undefined;
}

async function examine(path: string, rules: DecodeRules): Promise<FileFacts> {
  const examinedMs = Date.now();
  let [size, modifiedMs, sha256] = [0, 0, ''];
  try {
    const found = await stat(path);
    [size, modifiedMs] = [found.size, found.mtimeMs];
    const file = await readFile(path);
    sha256 = createHash('sha256').update(file).digest('hex');
    const image = await decodeImage(file, rules);
    const traits = Object.entries(image.traits).flatMap(([name, is]) => (is ? [name] : []));
    const moments = momentsOf(image);
    return { bytes: size, modifiedMs, examinedMs, sha256, problem: null, traits, moments };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = reason.split('\n')[0]?.trim() ?? reason;
    return { bytes: size, modifiedMs, examinedMs, sha256, problem, traits: [], moments: null };
  }
}

function momentsOf({ rgb }: DecodedImage): PixelMoments {
  const moments = [0, 1, 2].map((channel) => sumsOf(rgb, channel, 3));
  moments.push(sumsOf(greyOf(rgb), 0, 1));
  return {
    mean: moments.map(({ mean }) => mean),
    meanOfSquares: moments.map(({ meanOfSquares }) => meanOfSquares),
  };
}

function sumsOf(values: Uint8Array, first: number, stride: number) {
  let [sum, squares] = [0, 0];
  for (let i = first; i < values.length; i += stride) {
    const value = values[i] as number;
    sum += value;
    squares += value * value;
  }
  const count = values.length / stride;
  return { mean: sum / count, meanOfSquares: squares / count };
}
