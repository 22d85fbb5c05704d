import { join } from 'node:path';
import {
  findStudies,
  judgeAgain,
  publishStudies,
  runCommand,
  runStudies,
  studies,
  verdictWords,
  writePages,
} from '@convbench/study';
import type { StudyResult } from '@convbench/study';
import { UserError } from '@convbench/spec';
import type { Context } from '../commands/command.js';
import type {
  StudyListFlags,
  StudyPublishFlags,
  StudyReportFlags,
  StudyRunFlags,
} from '../commands/study.js';
import { writeGallery } from '../gallery.js';
import { parseBackend } from '../matrix/parseBackend.js';
import { drawStudies } from '../terminal/drawStudies.js';
import { exitCodes } from '../terminal/exitCodes.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { printJson } from '../terminal/output.js';
import { quote } from '../terminal/quote.js';
import { reportError } from '../terminal/reportError.js';
import { drawTable } from '../terminal/table.js';
import { studyProgress } from '../terminal/studyProgress.js';

/** Lists the studies with their claims. */
export function listStudies(flags: StudyListFlags, { output }: Context): void {
  const rows = studies.map(
    ({ id, number, title, claim, source, statistic, refutedBy, matrices }) => ({
      number,
      id,
      title,
      claim,
      source,
      statistic,
      refutedBy,
      measures: matrices === undefined ? 'nothing' : kindOf(matrices('quick')),
    }),
  );
  if (flags.json === true) printJson(output, rows);
  else
    output.print(
      drawTable(
        ['', 'study', 'title', 'measures'].map((title) => ({ title })),
        rows.map(({ number, id, title, measures }) => [String(number), id, title, measures]),
      ),
    );
}

function kindOf(matrices: readonly { readonly name: string }[]): string {
  const trains = matrices.some(({ name }) => /seed\d+$/.test(name));
  const times = matrices.some(({ name }) => name === 'time');
  return [times && 'time', trains && 'accuracy'].filter(Boolean).join(', ');
}

/** Measures what studies need, judges them, and writes results and pages. */
export async function runStudy(
  names: readonly string[],
  flags: StudyRunFlags,
  context: Context,
): Promise<void> {
  const { output, exitWith } = context;
  const { quick = false, backend, out, resume = false, json = false } = flags;
  const directory = out ?? join('runs', 'studies');
  const form = quick ? 'quick' : 'full';
  const chosen = findStudies(names);
  const interrupt = onInterrupt(output);
  const progress = studyProgress(output, json);
  try {
    const { state, results, failed, pages } = await runStudies({
      studies: chosen,
      form,
      backend: backend === undefined ? undefined : parseBackend(backend),
      directory,
      resume,
      onEvent: progress.onEvent,
      signal: interrupt.signal,
    });
    progress.stop();
    if (!json) {
      if (results.length > 0) output.print(drawStudies(results));
      if (pages.length > 0)
        output.note(`\nWrote ${pages.length} pages in ${directory}: ${pages[0]}`);
    }
    for (const { id, error } of failed) {
      output.note(`\nThe study '${id}' failed:`);
      exitWith(await reportError(error, output));
    }
    if (state === 'complete') return;
    const again = runCommand(names, { form, backend: backend && quote(backend) });
    output.note(`Interrupted. To go on: ${again} --out ${quote(directory)} --resume`);
    exitWith(exitCodes.interrupted);
  } finally {
    progress.stop();
    interrupt.release();
  }
}

/** Renders the pages of a folder of studies again. */
export async function reportStudies(
  folder: string,
  flags: StudyReportFlags,
  { output }: Context,
): Promise<void> {
  if (flags.judge === true)
    for (const { before, after } of await judgeAgain(folder))
      output.note(`${after.id}: ${changeText(before, after)}`);
  const pages = await writePages(folder);
  if (pages.length === 0)
    throw new UserError(
      'cli',
      `There is no result of a study in ${JSON.stringify(folder)}.`,
      'Give the folder of `convbench study run --out`.',
    );
  if (flags.json === true) printJson(output, pages);
  else output.note(`Wrote ${pages.join(', ')}`);
}

function changeText(before: StudyResult, after: StudyResult): string {
  const words = verdictWords[after.verdict];
  return before.verdict === after.verdict ? words : `${words}, was ${verdictWords[before.verdict]}`;
}

/** Copies studies into a folder of reports, and lists them all anew. */
export async function publishStudy(
  folder: string,
  name: string,
  { to, force = false }: StudyPublishFlags,
  { output }: Context,
): Promise<void> {
  const { target } = await publishStudies({
    directory: folder,
    name,
    reportsRoot: to,
    overwrite: force,
  });
  output.print(`Published ${target}`);
  output.note(`${await writeGallery(to)} lists all reports.`);
}
