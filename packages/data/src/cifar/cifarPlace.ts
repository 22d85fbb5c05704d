import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Split } from '@convbench/spec';
import { compareCodePoints } from '../compareCodePoints.js';
import { dataError } from '../dataError.js';
import { places, remedyFor } from '../places.js';
import type { CifarFacts } from './cifarFacts.js';

/** Where the files of a set lie. */
export interface CifarPlace {
  readonly kind: 'folder' | 'archive';
  readonly path: string;
  /** Names of the files of each split, where it is a folder. */
  readonly files: Readonly<Record<Split, readonly string[]>>;
  /** All files of the published set must be there, in their published sizes. */
  readonly whole: boolean;
  readonly remedy: string;
}

/** Which split a file belongs to by its name: `data_batch_1.bin`, `train_4000.bin`; `test_batch.bin`, `test.bin`. */
export function splitOfName(name: string): Split | undefined {
  if (/^(data_batch|train).*\.bin$/.test(name)) return 'train';
  return /^test.*\.bin$/.test(name) ? 'test' : undefined;
}

/**
 * The set's files at `path` (a folder with all or some of them, or an archive); without it in the first of `places`
 * that holds the published set. Throws a `UserError` where there are none, or only a part of the published set.
 */
export async function findCifar(
  facts: CifarFacts,
  path: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<CifarPlace> {
  if (path !== undefined) return atPath(facts, resolve(path));
  const among = places(facts.name, env);
  for (const place of among) {
    const remedy = remedyFor(place, facts.title);
    for (const folder of [place.folder, join(place.folder, facts.folder)]) {
      const present = await namesIn(folder);
      const absent = Object.values(facts.files)
        .flat()
        .filter((name) => !present.includes(name));
      if (absent.length === 0)
        return { kind: 'folder', path: folder, files: facts.files, whole: true, remedy };
      if (absent.length < Object.values(facts.files).flat().length) {
        throw dataError(
          `${folder} holds only a part of ${facts.title}: found no ${absent.join(', ')}.`,
          `${remedy} A part is used when the option path names its folder.`,
        );
      }
      if (present.includes(facts.archive.name)) {
        return archiveAt(join(folder, facts.archive.name), true, remedy);
      }
    }
  }
  throw dataError(
    `${facts.title} is not on this machine; looked in ${among.map(({ folder }) => folder).join(', ')}.`,
    remedyOf(facts),
  );
}

/** What to do where the set is not on this machine. */
export function remedyOf({ name, title, archive }: CifarFacts): string {
  return `Run 'convbench data fetch ${name}', or set CONVBENCH_DATA to a folder with the binary version of ${title} (its files, or ${archive.name}), or name it by the option path, or use the data set 'shapes', which needs no files.`;
}

async function atPath(facts: CifarFacts, path: string): Promise<CifarPlace> {
  const remedy = `Set the option path to a folder with files of the binary version of ${facts.title}, or to ${facts.archive.name}.`;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw dataError(`${path}, which the option path names, is not there.`, remedy);
  }
  if (found.isFile()) return archiveAt(path, false, remedy);
  for (const folder of [path, join(path, facts.folder)]) {
    const names = await namesIn(folder);
    const of = (split: Split) => names.filter((name) => splitOfName(name) === split);
    const files = { train: of('train'), test: of('test') };
    if (files.train.length + files.test.length > 0)
      return { kind: 'folder', path: folder, files, whole: false, remedy };
    if (names.includes(facts.archive.name)) {
      return archiveAt(join(folder, facts.archive.name), false, remedy);
    }
  }
  throw dataError(`${path} holds no files of ${facts.title}.`, remedy);
}

function archiveAt(path: string, whole: boolean, remedy: string): CifarPlace {
  if (!/\.(tar|tar\.gz|tgz)$/.test(path)) {
    throw dataError(`${basename(path)} is no archive by its name (.tar, .tar.gz, .tgz).`, remedy);
  }
  return { kind: 'archive', path, files: { train: [], test: [] }, whole, remedy };
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort(compareCodePoints);
}
