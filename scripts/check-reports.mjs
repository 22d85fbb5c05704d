/**
 * Makes every published report anew from a copy of its records, and compares all files byte by byte with those that are
 * published: reports of runs, results and pages of studies, the gallery. A difference makes the exit code 1.
 *
 *   npm run check:reports -- [--write]
 *
 * --write publishes what differs anew, after a change of what figures are made of, and says which files.
 */
import { cp, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeGallery } from '../packages/cli/dist/gallery.js';
import { loadPlugins, renderReports } from '@convbench/core';
import { judgeAgain, readStudyResults, writePages } from '../packages/study/dist/index.js';
import { readArgs } from './support/readArgs.mjs';

const args = readArgs(import.meta.url, { write: false });

const published = fileURLToPath(new URL('../reports', import.meta.url));
/** What reports are made of: records, predictions, and which studies there are. */
const isSource = /\.(?:jsonl|u16\.gz|study\.json)$/;
const copy = await mkdtemp(join(tmpdir(), 'convbench-reports-'));
const isThere = (path) => stat(path).then(Boolean, () => false);

/** Files below a folder, as paths relative to it. */
async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Where two files differ first, with what stands there; undefined where they do not. */
function firstDifference(before, after) {
  if (before.equals(after)) return undefined;
  let place = 0;
  while (place < before.length && before[place] === after[place]) place++;
  const around = (content) => JSON.stringify(content.toString('latin1', place - 20, place + 40));
  return `byte ${place}: ${around(before)} became ${around(after)}`;
}

let differences = 0;
try {
  await cp(published, copy, {
    recursive: true,
    filter: async (path) => isSource.test(path) || (await stat(path)).isDirectory(),
  });
  const { reporters } = await loadPlugins({ specifiers: [], directory: copy });
  for (const name of (await readdir(copy)).sort()) {
    const folder = join(copy, name);
    if (await isThere(join(folder, 'results.jsonl'))) await renderReports(folder, reporters);
    else if ((await stat(folder)).isDirectory() && (await readStudyResults(folder)).length > 0) {
      await judgeAgain(folder);
      await writePages(folder);
    } else continue;
    console.log(`made ${name} anew`);
  }
  await writeGallery(copy);
  const names = new Set([...(await filesBelow(copy)), ...(await filesBelow(published))]);
  for (const name of [...names].sort()) {
    const [before, after] = await Promise.all(
      [published, copy].map((root) => readFile(join(root, name)).catch(() => undefined)),
    );
    const difference =
      before === undefined
        ? 'is not published'
        : after === undefined
          ? 'is not made any more'
          : firstDifference(before, after);
    if (difference === undefined) continue;
    differences++;
    if (args.write && after !== undefined) await writeFile(join(published, name), after);
    console.log(`${name}: ${difference}`);
  }
  console.log(`${names.size} files, ${differences === 0 ? 'all equal' : `${differences} differ`}`);
} finally {
  await rm(copy, { recursive: true, force: true });
}
process.exitCode = differences === 0 || args.write ? 0 : 1;
