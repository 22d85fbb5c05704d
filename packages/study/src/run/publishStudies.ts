import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@convbench/spec';
import { readStudyResults, writePages, writeResult } from './store.js';

export interface PublishStudiesOptions {
  /** Folder that studies were run in. */
  readonly directory: string;
  /** Folder that is made. */
  readonly target: string;
  readonly overwrite?: boolean;
}

/**
 * Makes a finished copy of a folder of studies: results, pages, and the records that they rest on, without what is of
 * this machine only. The folder appears whole or not at all.
 */
export async function publishStudies(options: PublishStudiesOptions): Promise<string[]> {
  const { directory, target, overwrite = false } = options;
  const results = await readStudyResults(directory);
  if (results.length === 0)
    throw new UserError(
      'study',
      `There is no result of a study in ${JSON.stringify(directory)}.`,
      'Give the folder of `convbench study run --out`.',
    );
  const occupied = await stat(target).then(
    () => true,
    () => false,
  );
  if (occupied && !overwrite)
    throw new UserError(
      'study',
      `There is something at ${JSON.stringify(target)} already.`,
      'Add --force, or give another name.',
    );
  const temporary = `${target}.${process.pid}.tmp`;
  let pages: string[];
  try {
    for (const result of results) await writeResult(temporary, result);
    pages = await writePages(temporary);
    await copyRecords(directory, temporary, results);
    if (occupied) await rm(target, { recursive: true });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  return pages;
}

async function copyRecords(
  directory: string,
  target: string,
  results: Awaited<ReturnType<typeof readStudyResults>>,
): Promise<void> {
  const wanted = new Set(
    results.flatMap(({ id, form, runs }) => runs.map(({ name }) => `${id}-${form}-${name}`)),
  );
  const there = await readdir(join(directory, 'runs')).catch(() => []);
  for (const name of there.filter((each) => wanted.has(each))) {
    await mkdir(join(target, 'runs', name), { recursive: true });
    await copyFile(
      join(directory, 'runs', name, 'results.jsonl'),
      join(target, 'runs', name, 'results.jsonl'),
    );
  }
}
