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
import type { Command } from 'commander';
import { writeGallery } from '../gallery.js';
import { parseBackend } from '../matrix/parseBackend.js';
import { drawStudies } from '../terminal/drawStudies.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { printJson } from '../terminal/output.js';
import { quote } from '../terminal/quote.js';
import { reportError } from '../terminal/reportError.js';
import { drawTable } from '../terminal/table.js';
import { studyProgress } from '../terminal/studyProgress.js';
import type { AddCommand, Context } from './command.js';

interface RunFlags {
  readonly quick?: boolean;
  readonly backend?: string;
  readonly out?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
}

const INTERRUPTED_EXIT_CODE = 130;

/** The lecture's claims as studies; `run` writes a folder of results and pages. */
export const addStudyCommand: AddCommand = (program, context) => {
  const study = program
    .command('study')
    .description('test claims about networks: what is said, what decides it, what came out')
    .addHelpText(
      'after',
      `
Examples:
  convbench study list
  convbench study run compute-and-parameters what-v4-is hundred-convolutions
  convbench study run all --quick --out runs/lecture-claims
  convbench study publish runs/lecture-claims lecture-claims`,
    );
  addList(study, context);
  addRun(study, context);
  addReport(study, context);
  addPublish(study, context);
};

function addList(study: Command, { output }: Context): void {
  study
    .command('list')
    .description('list the studies with their claims')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  convbench study list --json')
    .action((flags: { readonly json?: boolean }) => {
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
    });
}

function kindOf(matrices: readonly { readonly name: string }[]): string {
  const trains = matrices.some(({ name }) => /seed\d+$/.test(name));
  const times = matrices.some(({ name }) => name === 'time');
  return [times && 'time', trains && 'accuracy'].filter(Boolean).join(', ');
}

function addRun(study: Command, context: Context): void {
  study
    .command('run')
    .description('measure what studies need, judge them, and write results and pages')
    .argument('<studies...>', "ids or numbers from `convbench study list`, or 'all'")
    .option('--quick', 'fewer networks, seeds, rounds and images: minutes on two cores')
    .option(
      '--backend <backend>',
      'what to measure on, such as onnxruntime:cuda (default: the CPU)',
    )
    .option('--out <folder>', 'where results and pages are written (default: runs/studies)')
    .option('--resume', 'go on in that folder; what is finished is not run again')
    .option('--json', 'print events as JSON lines instead of drawing progress')
    .addHelpText(
      'after',
      `
Examples:
  convbench study run what-v4-is
  convbench study run bottleneck asymmetric --quick --out runs/two-studies
  convbench study run all --quick --out runs/lecture-claims
  convbench study run all --quick --out runs/lecture-claims --resume
  convbench study run powers-of-two --quick --backend onnxruntime:cuda --out runs/studies-cuda`,
    )
    .action((names: string[], flags: RunFlags) => run(names, flags, context));
}

async function run(names: readonly string[], flags: RunFlags, context: Context): Promise<void> {
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
      exitWith(reportError(error, output));
    }
    if (state === 'complete') return;
    const again = runCommand(names, { form, backend: backend && quote(backend) });
    output.note(`Interrupted. To go on: ${again} --out ${quote(directory)} --resume`);
    exitWith(INTERRUPTED_EXIT_CODE);
  } finally {
    progress.stop();
    interrupt.release();
  }
}

function addReport(study: Command, { output }: Context): void {
  study
    .command('report')
    .description('render the pages of a folder of studies again, from its results alone')
    .argument('<folder>', 'folder of `convbench study run --out`')
    .option('--judge', 'judge anew from the records first, as this version does')
    .option('--json', 'print the names of the written pages as JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench study report runs/lecture-claims
  convbench study report runs/lecture-claims --judge`,
    )
    .action(
      async (folder: string, flags: { readonly judge?: boolean; readonly json?: boolean }) => {
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
      },
    );
}

function changeText(before: StudyResult, after: StudyResult): string {
  const words = verdictWords[after.verdict];
  return before.verdict === after.verdict ? words : `${words}, was ${verdictWords[before.verdict]}`;
}

function addPublish(study: Command, { output }: Context): void {
  study
    .command('publish')
    .description('copy results, pages and records of studies into a folder to publish')
    .argument('<folder>', 'folder of `convbench study run --out`')
    .argument('<name>', 'name of the published folder')
    .option('--to <folder>', 'where reports are kept', 'reports')
    .option('--force', 'replace a folder of that name')
    .addHelpText(
      'after',
      '\nExample:\n  convbench study publish runs/lecture-claims lecture-claims',
    )
    .action(
      async (
        folder: string,
        name: string,
        { to, force = false }: { readonly to: string; readonly force?: boolean },
      ) => {
        const { target } = await publishStudies({
          directory: folder,
          name,
          reportsRoot: to,
          overwrite: force,
        });
        output.print(`Published ${target}`);
        output.note(`${await writeGallery(to)} lists all reports.`);
      },
    );
}
