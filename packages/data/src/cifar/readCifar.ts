import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Split } from '@convbench/spec';
import { dataError } from '../dataError.js';
import { recordBytes, type CifarFacts } from './cifarFacts.js';
import { splitOfName, type CifarPlace } from './cifarPlace.js';
import type { NamedFile } from './cifarRecords.js';
import { readTar, type TarMember } from './tar.js';

const unpack = promisify(gunzip);

/** More than any of the two sets unpacked; what grows beyond it is none of them. */
const MOST_UNPACKED_BYTES = 1 << 30;

/** Written beside fetched files, in the form of the program sha256sum; honoured wherever it lies. */
export const CHECKSUM_FILE = 'SHA256SUMS';

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/**
 * The files of the asked splits, verified: an archive of the published name against its MD5, files of a whole set
 * against their published sizes, and any file that SHA256SUMS lists against that. Throws a `UserError` otherwise.
 */
export async function readCifarFiles(
  place: CifarPlace,
  facts: CifarFacts,
  splits: readonly Split[],
): Promise<Record<Split, NamedFile[]>> {
  const found: Record<Split, NamedFile[]> = { train: [], test: [] };
  if (place.kind === 'archive') {
    for (const { path, bytes } of await membersOf(place, facts)) {
      const name = basename(path);
      const split = splitOfName(name);
      if (split === undefined || !splits.includes(split)) continue;
      found[split].push({ path: `${place.path}:${path}`, name, bytes });
    }
  } else {
    const sums = await readSums(place.path);
    for (const split of splits) {
      for (const name of place.files[split]) {
        const path = join(place.path, name);
        const bytes = await read(path, place.remedy);
        checkSum(sums.get(name), sha256, bytes, path, 'SHA-256', place.remedy);
        found[split].push({ path, name, bytes });
      }
    }
  }
  if (place.whole) for (const split of splits) checkSizes(found[split], split, facts, place);
  return found;
}

/** The members of an archive of the published name are the published ones. Throws a `UserError` otherwise. */
async function membersOf(place: CifarPlace, facts: CifarFacts): Promise<TarMember[]> {
  const { path, remedy } = place;
  const packed = await read(path, remedy);
  if (basename(path) === facts.archive.name) {
    const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
    checkSum(facts.archive.md5, md5, packed, path, 'MD5', remedy);
  }
  try {
    const gzipped = packed[0] === 0x1f && packed[1] === 0x8b;
    const archive = gzipped
      ? await unpack(packed, { maxOutputLength: MOST_UNPACKED_BYTES })
      : packed;
    return readTar(archive).sort((a, b) => (a.path < b.path ? -1 : 1));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw dataError(`${path} cannot be unpacked: ${reason}.`, remedy, cause);
  }
}

async function read(path: string, remedy: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw dataError(`${path} cannot be read: ${String(cause)}.`, remedy, cause);
  });
}

async function readSums(folder: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(folder, CHECKSUM_FILE), 'utf8').catch(() => '');
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, sum, name] = /^([0-9a-f]{64})\s+\*?(.+)$/.exec(line) ?? [];
      return sum !== undefined && name !== undefined ? [[name, sum] as const] : [];
    }),
  );
}

function checkSum(
  expected: string | undefined,
  sumOf: (bytes: Uint8Array) => string,
  bytes: Uint8Array,
  path: string,
  kind: string,
  remedy: string,
): void {
  if (expected === undefined) return;
  const found = sumOf(bytes);
  if (found === expected) return;
  throw dataError(
    `${path} has the wrong content: expected ${kind} ${expected}, found ${found}.`,
    remedy,
  );
}

function checkSizes(
  files: readonly NamedFile[],
  split: Split,
  facts: CifarFacts,
  { path, remedy }: CifarPlace,
): void {
  const expected = facts.recordsPerFile[split] * recordBytes(facts);
  for (const name of facts.files[split]) {
    const file = files.find((each) => each.name === name);
    if (file === undefined) throw dataError(`${path} holds no ${name}.`, remedy);
    if (file.bytes.length !== expected) {
      throw dataError(
        `${file.path} has the wrong length: expected ${expected} bytes, found ${file.bytes.length}.`,
        remedy,
      );
    }
  }
}
