import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { dataError } from '../dataError.js';
import type { IdxFileFacts } from './idxFacts.js';

const unpack = promisify(gunzip);

/** The path of a file in a folder, packed or not; undefined when it is not there. */
export function pathOf(folder: string, file: IdxFileFacts): string | undefined {
  return [`${file.name}.gz`, file.name]
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
}

/**
 * The unpacked content of a file, after comparing its length and SHA-256 with what they must be.
 * Throws a `UserError` that names the path, what was expected, what was found, and `remedy`.
 */
export async function readVerified(
  path: string,
  file: IdxFileFacts,
  remedy: string,
): Promise<Uint8Array> {
  const raw = await readFile(path).catch((cause: unknown) => {
    throw dataError(`${path} cannot be read: ${String(cause)}.`, remedy, cause);
  });
  const packed = raw[0] === 0x1f && raw[1] === 0x8b;
  const content = packed ? await unpackVerified(raw, path, file, remedy) : raw;
  if (content.length !== file.bytes) {
    throw dataError(
      `${path} has the wrong length: expected ${file.bytes} bytes unpacked, found ${content.length}.`,
      remedy,
    );
  }
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (sha256 !== file.sha256) {
    throw dataError(
      `${path} has the wrong content: expected SHA-256 ${file.sha256}, found ${sha256}.`,
      remedy,
    );
  }
  return content;
}

async function unpackVerified(
  raw: Uint8Array,
  path: string,
  file: IdxFileFacts,
  remedy: string,
): Promise<Uint8Array> {
  try {
    return await unpack(raw, { maxOutputLength: file.bytes + 1 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw dataError(
      `${path} does not unpack (truncated or damaged): expected ${file.bytes} bytes unpacked, found ${raw.length} packed bytes that end in '${reason}'.`,
      remedy,
      cause,
    );
  }
}
