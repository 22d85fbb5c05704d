import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchSource } from '../fetch/fetchSource.js';
import type { CifarFacts } from './cifarFacts.js';
import { CHECKSUM_FILE, readCifarFiles, sha256 } from './readCifar.js';

/**
 * A source that brings the archive, as one that brings the files in it: verified by the archive's MD5, unpacked, and
 * with their SHA-256 beside them, so that damage of later is seen too.
 */
export function unpackedArchive(source: FetchSource, facts: CifarFacts): FetchSource {
  return {
    title: source.title,
    async fetchInto(folder, onProgress, signal) {
      await source.fetchInto(folder, onProgress, signal);
      onProgress({ message: `unpacking ${facts.archive.name}` });
      const path = join(folder, facts.archive.name);
      const files = await readCifarFiles(
        {
          kind: 'archive',
          path,
          files: { train: [], test: [] },
          whole: true,
          remedy: 'Fetch it again.',
        },
        facts,
        ['train', 'test'],
      );
      const all = [...files.train, ...files.test];
      for (const { name, bytes } of all) await writeFile(join(folder, name), bytes);
      const sums = all.map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`);
      await writeFile(join(folder, CHECKSUM_FILE), sums.join(''));
      await rm(path);
    },
  };
}
