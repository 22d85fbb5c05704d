import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkReportName } from '@convbench/core';
import { UserError } from '@convbench/spec';
import { readStudyResults, writePages, writeResult } from './store.js';

export interface PublishStudiesOptions {
  /** Folder that studies were run in. */
  readonly directory: string;
  /** Name of the folder that is made under `reportsRoot`. */
  readonly name: string;
  readonly reportsRoot: string;
  readonly overwrite?: boolean;
}

/**
 * Makes a finished copy of a folder of studies: results, pages, and the records that they rest on, without what is of
 * this machine only. The folder appears whole or not at all. Throws a `UserError` for a folder without results, for a
 * name that cannot be published, and for one that is taken.
 */
export async function publishStudies(
  options: PublishStudiesOptions,
): Promise<{ readonly target: string; readonly pages: readonly string[] }> {
  const { directory, name, reportsRoot, overwrite = false } = options;
  checkReportName(name);
  const target = join(reportsRoot, name);
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
  return { target, pages };
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
