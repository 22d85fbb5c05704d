/** @file The files that engines load, kept between runs: content-addressed, whole or not there, oldest out first. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { cacheDirectory } from '@convbench/data';
import { canonicalJson, z } from '@convbench/spec';
import type { Artefact, Precision } from '@convbench/spec';
import { fileError } from '../../base/errors.js';
import { moveIntoPlace, syncDirectory, writeFileSynced } from '../../base/fsAtomic.js';
import { sha256 } from '../../base/hash.js';
import { filesOf } from './writeArtefact.js';

/** Everything that decides what is in the files. */
export interface ArtefactIdentity {
  readonly graphSha256: string;
  /** Of the values, or of somebody's file. */
  readonly weightsSha256: string;
  readonly backend: string;
  /** `artefactVersion` of the backend. */
  readonly version: number;
  /** `artefact.name` of the device. */
  readonly form: string;
  readonly precision: Precision;
  /** Undefined where the files take any batch. */
  readonly batchSize: number | undefined;
}

/** Raised when an entry is kept in another way. */
const cacheVersion = 1;

export function artefactKey(identity: ArtefactIdentity): string {
  return sha256(canonicalJson({ cacheVersion, ...identity })).slice(0, 32);
}

const entrySchema = z.object({
  cacheVersion: z.literal(cacheVersion),
  key: z.string(),
  /** Relative to the folder of the entry; '' where the folder itself is opened. */
  path: z.string(),
  bytes: z.int(),
  input: z.object({
    name: z.string(),
    shape: z.tuple([z.union([z.int(), z.literal('N')])], z.int()),
  }),
  output: z.string(),
  asWritten: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  files: z.array(z.object({ path: z.string(), bytes: z.int(), sha256: z.string() })),
});
type Entry = z.infer<typeof entrySchema>;

const FACTS = 'artefact.json';
const FILES = 'files';

export const artefactsRoot = (): string => join(cacheDirectory(), 'artefacts');

/**
 * An artefact that the cache holds, or undefined. With `verify`, one whose files have other contents than they were
 * written with counts as missing; otherwise one whose files have other sizes.
 */
export async function readArtefact(
  key: string,
  { verify }: { readonly verify: boolean },
): Promise<Artefact | undefined> {
  const folder = join(artefactsRoot(), key);
  try {
    const facts = join(folder, FACTS);
    const entry = entrySchema.parse(JSON.parse(await readFile(facts, 'utf8')));
    if (entry.key !== key || !(await isWhole(folder, entry, verify))) return undefined;
    // What was used last is evicted last.
    const now = new Date();
    await utimes(facts, now, now).catch(() => undefined);
    return artefactOf(folder, entry);
  } catch {
    // Whatever is wrong with an entry, writing it again mends it.
    return undefined;
  }
}

function artefactOf(folder: string, { path, bytes, input, output, asWritten }: Entry): Artefact {
  return {
    path: resolve(folder, FILES, path),
    bytes,
    input,
    output,
    ...(asWritten && { asWritten }),
  };
}

async function isWhole(folder: string, { files }: Entry, verify: boolean): Promise<boolean> {
  for (const { path, bytes, sha256: expected } of files) {
    const file = join(folder, FILES, path);
    if ((await stat(file)).size !== bytes) return false;
    if (verify && (await fileSha256(file)) !== expected) return false;
  }
  return true;
}

async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/**
 * Puts an artefact into the cache, whole or not at all. Where another run was faster, its files stay and are returned.
 *
 * @param write fills the empty folder that it is given.
 * @throws UserError when the disk is full or cannot be written.
 */
export async function keepArtefact(
  key: string,
  write: (folder: string) => Promise<Artefact>,
): Promise<Artefact> {
  const root = artefactsRoot();
  const folder = join(root, key);
  const temporary = join(root, `.${key}.${process.pid}-${randomUUID()}.tmp`);
  try {
    await mkdir(join(temporary, FILES), { recursive: true });
    const artefact = await write(join(temporary, FILES));
    await writeFileSynced(
      join(temporary, FACTS),
      JSON.stringify(await entryOf(key, join(temporary, FILES), artefact), null, 1),
    );
    await syncDirectory(temporary);
    await moveIntoPlace(temporary, folder, async () => {
      return (await readArtefact(key, { verify: true })) !== undefined;
    });
    await syncDirectory(root);
  } catch (error) {
    throw fileError(error, 'write into the cache of artefacts', root);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  const kept = await readArtefact(key, { verify: true });
  if (kept === undefined) throw new Error(`The artefact ${folder} cannot be read back.`);
  return kept;
}

async function entryOf(key: string, folder: string, artefact: Artefact): Promise<Entry> {
  const { path, bytes, input, output, asWritten } = artefact;
  const [batch, ...image] = input.shape;
  return {
    cacheVersion,
    key,
    path: relative(folder, path),
    bytes,
    input: { name: input.name, shape: [batch, ...image] },
    output,
    ...(asWritten && { asWritten: { ...asWritten } }),
    files: await Promise.all(
      (await filesOf(path)).map(async (file) => ({
        path: relative(folder, file.path),
        bytes: file.bytes,
        sha256: await fileSha256(file.path),
      })),
    ),
  };
}

const defaultLimitBytes = 8 * 2 ** 30;
/** A run that goes on now may be about to open it. */
const restMs = 3600_000;

/** How much the cache of artefacts may hold. */
export function artefactLimitBytes(environment: NodeJS.ProcessEnv = process.env): number {
  const gibibytes = Number(environment.CONVBENCH_ARTEFACTS_GIB);
  return gibibytes > 0 ? gibibytes * 2 ** 30 : defaultLimitBytes;
}

/** Removes what was used least recently until the rest fits, and what killed processes left. */
export async function evictArtefacts(
  limitBytes: number = artefactLimitBytes(),
  now: number = Date.now(),
): Promise<void> {
  const root = artefactsRoot();
  const names = await readdir(root).catch(() => []);
  const entries: { readonly path: string; readonly bytes: number; readonly usedMs: number }[] = [];
  for (const name of names) {
    const path = join(root, name);
    const facts = await stat(name.startsWith('.') ? path : join(path, FACTS)).catch(
      () => undefined,
    );
    const usedMs = facts?.mtimeMs ?? 0;
    if (name.startsWith('.')) {
      if (now - usedMs > restMs) await rm(path, { recursive: true, force: true });
      continue;
    }
    const files = await filesOf(path).catch(() => []);
    entries.push({ path, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), usedMs });
  }
  let total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes, usedMs } of entries.sort((a, b) => a.usedMs - b.usedMs)) {
    if (total <= limitBytes) return;
    if (now - usedMs < restMs) continue;
    await rm(path, { recursive: true, force: true });
    total -= bytes;
  }
}
