import { readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readResults } from '@convbench/core';
import { renderGallery } from '@convbench/report';
import type { PublishedReport, PublishedStudies } from '@convbench/report';
import { readStudyResults, verdictWords } from '@convbench/study';

/** Folders beside the gallery, by name; those that a publication in progress has begun are left out. */
async function publishedFolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !/^\.|\.tmp$/.test(entry.name))
    .map(({ name }) => name)
    .sort((a, b) => (a < b ? -1 : 1));
}

async function hasRecords(directory: string): Promise<boolean> {
  const facts = await stat(join(directory, 'results.jsonl')).catch(() => undefined);
  return facts?.isFile() === true;
}

/**
 * Writes `index.html` over all reports and studies in a folder, at once or not at all, and returns its path. Throws a
 * `UserError` that names what cannot be read.
 */
export async function writeGallery(root: string): Promise<string> {
  const reports: PublishedReport[] = [];
  const studies: PublishedStudies[] = [];
  for (const folder of await publishedFolders(root)) {
    const directory = join(root, folder);
    if (await hasRecords(directory)) {
      reports.push({ folder, results: await readResults(directory) });
      continue;
    }
    const claims = (await readStudyResults(directory)).map(({ id, title, verdict }) => ({
      title,
      page: `${id}.html`,
      verdict: verdictWords[verdict],
    }));
    if (claims.length > 0) studies.push({ folder, claims });
  }
  const path = join(root, 'index.html');
  const temporary = join(root, `.index.html.${process.pid}.tmp`);
  await writeFile(temporary, renderGallery({ reports, studies }));
  await rename(temporary, path);
  return path;
}
