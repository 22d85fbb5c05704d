import { createHash } from 'node:crypto';
import type { ImageFile } from './imageFile.js';

/** Paths by the id of their class. */
export type FilesOfClass = ReadonlyMap<string, readonly string[]>;

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Splits every class alike: by the order of hashes of seed and path, so that an image stays where it is when others
 * come. Each split gets an image of every class that has two.
 */
export function splitBySeed(
  files: FilesOfClass,
  fraction: number,
  seed: number,
): { readonly train: FilesOfClass; readonly test: FilesOfClass } {
  const train = new Map<string, string[]>();
  const test = new Map<string, string[]>();
  for (const [id, paths] of files) {
    const shuffled = sortedBy(paths, (path) => hashOf(`${seed} ${path.normalize('NFC')}`));
    const wanted = Math.round(fraction * paths.length);
    const count = Math.min(Math.max(wanted, 1), paths.length - 1);
    test.set(id, shuffled.slice(0, Math.max(count, 0)));
    train.set(id, shuffled.slice(Math.max(count, 0)));
  }
  return { train, test };
}

function sortedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}

/** By the SHA-256 of the paths: any first part is a fair sample of the classes, on every machine the same. */
export const inFairOrder = (files: readonly ImageFile[]) =>
  sortedBy(files, ({ path }) => hashOf(path.normalize('NFC')));
