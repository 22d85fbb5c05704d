import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { compareCodePoints } from '../compareCodePoints.js';

const EXTENSIONS: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif']);

/** What systems and programs leave in folders; such names are as if they were not there. */
const isHidden = (name: string) =>
  name.startsWith('.') || /^(thumbs\.db|desktop\.ini|__macosx)$/i.test(name);

export interface FolderContent {
  /** Names of visible folders, by code point. */
  readonly folders: readonly string[];
  /** Names of files that are images by their extension, by code point. */
  readonly images: readonly string[];
  /** Names of other visible files. */
  readonly others: readonly string[];
}

/** What lies in a folder. Links are followed; those that lead nowhere count as files. */
export async function readFolder(path: string): Promise<FolderContent> {
  const [folders, images, others]: [string[], string[], string[]] = [[], [], []];
  const names = (await readdir(path)).filter((name) => !isHidden(name)).sort(compareCodePoints);
  for (const name of names) {
    const isFolder = await stat(join(path, name)).then(
      (found) => found.isDirectory(),
      () => false,
    );
    const isImage = EXTENSIONS.has(extname(name).toLowerCase());
    (isFolder ? folders : isImage ? images : others).push(name);
  }
  return { folders, images, others };
}

export interface FoundFiles {
  /** Paths relative to the root, with '/', by code point within each folder. */
  readonly images: readonly string[];
  readonly others: readonly string[];
}

/** All images of a folder and those within it; a link back to a folder above is not followed. */
export async function findImages(
  root: string,
  folder: string,
  above: readonly string[] = [],
): Promise<FoundFiles> {
  const absolute = join(root, folder);
  const real = await realpath(absolute);
  if (above.includes(real)) return { images: [], others: [] };
  const content = await readFolder(absolute);
  const within = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const images = content.images.map(within);
  const others = content.others.map(within);
  for (const name of content.folders) {
    const found = await findImages(root, within(name), [...above, real]);
    images.push(...found.images);
    others.push(...found.others);
  }
  return { images, others };
}
