import { readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readResults } from '@convbench/core';
import { renderGallery } from '@convbench/report';
import type { PublishedReport } from '@convbench/report';

/** Folders with records, by name; folders that a publication in progress has begun are left out. */
async function reportFolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const found = await Promise.all(
    names.map(async ({ name }) => {
      const facts = await stat(join(root, name, 'results.jsonl')).catch(() => undefined);
      return facts?.isFile() === true ? [name] : [];
    }),
  );
  return found.flat().sort((a, b) => (a < b ? -1 : 1));
}

/**
 * Writes `index.html` over all reports in a folder, at once or not at all, and returns its path. Throws a `UserError`
 * that names the report whose records cannot be read.
 */
export async function writeGallery(root: string): Promise<string> {
  const reports: PublishedReport[] = [];
  for (const folder of await reportFolders(root))
    reports.push({ folder, results: await readResults(join(root, folder)) });
  const path = join(root, 'index.html');
  const temporary = join(root, `.index.html.${process.pid}.tmp`);
  await writeFile(temporary, renderGallery(reports));
  await rename(temporary, path);
  return path;
}
