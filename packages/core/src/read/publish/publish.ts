import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '@convbench/spec';
import type { Cell, ReporterPlugin, RunResults } from '@convbench/spec';
import { fileError } from '../../base/errors.js';
import { writeFileAtomic } from '../../base/fsAtomic.js';
import type { Loaded } from '../../plan/plugins/types.js';
import { completeLines } from '../../store/completeLines.js';
import { copyPredictions } from '../../store/predictions.js';
import { checkReportName } from './reportName.js';
import {
  parseResults,
  readResults,
  resultsFileName,
  resultsPath,
} from '../../store/readResults.js';
import { readRunOrigin } from '../../store/runOrigin.js';
import { writeReportFiles } from './reportFiles.js';
import { placesOf, withoutPlaces } from './withoutPlaces.js';

export interface PublishOptions {
  /** Folder of a run, or its `results.jsonl`. */
  readonly run: string;
  /** Name of the folder under `reportsRoot`. */
  readonly name: string;
  readonly reportsRoot: string;
  readonly reporters: readonly Loaded<ReporterPlugin>[];
  /** Replace a report of the same name. */
  readonly overwrite?: boolean;
  /** Publish although cells of the plan have no record. */
  readonly allowMissing?: boolean;
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Cells of the plan without a record. */
function missingCells({ run, cells }: RunResults): Cell[] {
  const known = new Set(cells.map(({ cell }) => cell.id));
  return run.cells.filter(({ id }) => !known.has(id));
}

/**
 * Makes a finished copy of a run that needs nothing beside it: `results.jsonl` and what the reporters write. Absolute paths
 * become names, and messages name neither the machine nor the user.
 * The folder appears whole or not at all. Returns its path.
 */
export async function publish(options: PublishOptions): Promise<string> {
  checkReportName(options.name);
  const source = await resultsPath(options.run);
  const results = await readResults(source);
  const missing = missingCells(results).length;
  if (missing > 0 && options.allowMissing !== true)
    throw new UserError(
      'core',
      `${missing} of ${results.run.cells.length} cells of this run have no record yet.`,
      'Finish it with `convbench run --resume`, or say that an unfinished run may be published.',
    );
  const target = join(options.reportsRoot, options.name);
  const occupied = await exists(target);
  if (occupied && options.overwrite !== true)
    throw new UserError(
      'core',
      `There is a report at ${JSON.stringify(target)} already.`,
      'Choose another name, or say that it may be overwritten.',
    );
  const temporary = join(options.reportsRoot, `.${options.name}.${randomUUID()}.tmp`);
  const old = join(options.reportsRoot, `.${options.name}.${randomUUID()}.old`);
  try {
    await mkdir(temporary, { recursive: true });
    const { lines } = completeLines(await readFile(source));
    const origin = await readRunOrigin(dirname(source));
    const places = placesOf(dirname(resolve(source)), ...(origin ? [origin.directory] : []));
    const content = lines.map((line) => `${withoutPlaces(line, places)}\n`).join('');
    await writeFileAtomic(join(temporary, resultsFileName), content);
    // The very bytes that are published are read, in case the run went on in the meantime.
    const published = parseResults(Buffer.from(content), source);
    await copyPredictions(dirname(source), temporary, published);
    await writeReportFiles(published, options.reporters, temporary);
    if (occupied) await rename(target, old);
    await rename(temporary, target).catch(async (error: unknown) => {
      if (occupied) await rename(old, target);
      throw error;
    });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw fileError(error, 'publish into', options.reportsRoot);
  }
  await rm(old, { recursive: true, force: true });
  return target;
}
