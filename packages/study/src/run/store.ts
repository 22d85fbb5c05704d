import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@convbench/core';
import { UserError } from '@convbench/spec';
import { studyResultSchema } from '../result.js';
import type { StudyResult } from '../result.js';
import { renderPages } from '../render/pages.js';

const extension = '.study.json';

/** Where a study's records lie. */
export const runDirectoryOf = (directory: string, study: string, form: string, matrix: string) =>
  join(directory, 'runs', `${study}-${form}-${matrix}`);

export async function writeResult(directory: string, result: StudyResult): Promise<void> {
  await mkdir(directory, { recursive: true });
  const checked = studyResultSchema.parse(result);
  const path = join(directory, `${checked.id}${extension}`);
  await writeFileAtomic(path, `${JSON.stringify(checked, null, 1)}\n`);
}

/** The results in a folder, by the number of their studies. Throws a `UserError` for a file that is not valid. */
export async function readStudyResults(directory: string): Promise<StudyResult[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const results: StudyResult[] = [];
  for (const name of names.filter((each) => each.endsWith(extension)))
    results.push(parseResult(await readFile(join(directory, name), 'utf8'), join(directory, name)));
  return results.sort((a, b) => a.number - b.number);
}

function parseResult(text: string, path: string): StudyResult {
  try {
    return studyResultSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError(
      'study',
      `${JSON.stringify(path)} is no result of a study.`,
      'Run the study again, or remove the file.',
      { cause: error },
    );
  }
}

/** Writes the pages of a folder's results, and returns their names; none where there are no results. */
export async function writePages(directory: string): Promise<string[]> {
  const results = await readStudyResults(directory);
  const pages = results.length === 0 ? [] : renderPages(results);
  for (const { path, content } of pages) await writeFileAtomic(join(directory, path), content);
  return pages.map(({ path }) => path);
}
