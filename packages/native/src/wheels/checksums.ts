/** @file Checksums of what was unpacked: whether it is still what it was. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash);
  return hash.digest('hex');
}

interface FileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

type Checksums = Readonly<Record<string, FileFacts>>;

/** Writes the checksums of all files under `folder` to `manifest`. */
export async function writeChecksums(folder: string, manifest: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const checksums: Record<string, FileFacts> = {};
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    checksums[name] = { bytes: (await stat(path)).size, sha256: await sha256Of(path) };
  }
  await writeFile(manifest, JSON.stringify(checksums, null, 1));
}

/** What is wrong with the files that a manifest lists, in a sentence; undefined when nothing is. */
export async function findDamage(
  folder: string,
  manifest: string,
  { thorough }: { readonly thorough: boolean },
): Promise<string | undefined> {
  let checksums: Checksums;
  try {
    checksums = JSON.parse(await readFile(manifest, 'utf8')) as Checksums;
  } catch {
    return `${manifest} is missing or damaged.`;
  }
  for (const [name, { bytes, sha256 }] of Object.entries(checksums)) {
    const path = join(folder, name);
    const size = await stat(path).then(
      (facts) => facts.size,
      () => undefined,
    );
    if (size === undefined) return `${path} is missing.`;
    if (size !== bytes) return `${path} has ${size} bytes, not ${bytes}.`;
    if (thorough && (await sha256Of(path)) !== sha256) return `${path} was changed.`;
  }
  return undefined;
}
