import { readFile } from 'node:fs/promises';
import { dataError } from '../dataError.js';

/** A class as files name it and as people read it. */
export interface ImageClass {
  /** Name of its folder, composed (NFC), or its WordNet number. */
  readonly id: string;
  readonly name: string;
}

/**
 * Names that tell all classes apart: where several have the same one (ImageNet has two cranes and two maillots), each
 * gets its id, or its number where the ids are no better.
 */
export function distinctNames(classes: readonly ImageClass[]): string[] {
  const count = (values: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  };
  const names = count(classes.map(({ name }) => name));
  const ids = count(classes.map(({ id }) => id));
  return classes.map(({ id, name }, index) => {
    if (names.get(name) === 1) return name;
    return `${name} (${id !== name && ids.get(id) === 1 ? id : index})`;
  });
}

/**
 * Classes in the order of a file's lines: 'n01440764 tench, Tinca tinca', or only one of the two. Of several names the
 * first is taken. Throws a `UserError` when it cannot be read or a WordNet number comes twice.
 */
export async function readSynsets(path: string): Promise<ImageClass[]> {
  const lines = await readLines(path, 'synsets');
  const classes = lines.map((line) => {
    const [, wnid, names = ''] = /^(n\d{8})\b\s*(.*)$/.exec(line) ?? [];
    if (wnid === undefined) return { id: line.normalize('NFC'), name: line };
    return { id: wnid, name: names.split(',')[0]?.trim() || wnid };
  });
  const seen = new Set<string>();
  for (const { id } of classes) {
    if (/^n\d{8}$/.test(id) && seen.has(id)) {
      throw dataError(`${path} has ${id} twice.`, 'Give every class one line.');
    }
    seen.add(id);
  }
  return classes;
}

/** The lines of a text file that are not blank, trimmed. Throws a `UserError` that names the option. */
export async function readLines(path: string, option: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw dataError(
      `${path}, which the option ${option} names, cannot be read: ${String(cause)}.`,
      'Set it to a file, absolute or relative to the option path.',
      cause,
    );
  });
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) {
    throw dataError(`${path}, which the option ${option} names, is empty.`, 'Use a complete file.');
  }
  return lines;
}
