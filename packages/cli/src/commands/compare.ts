import { compareTwoRuns, compareWithinRun } from '@convbench/core';
import { UserError } from '@convbench/spec';
import { share } from '../matrix/flagParsers.js';
import { drawRunComparison, drawTwoRuns } from '../terminal/drawComparison.js';
import { markdownTable } from '../terminal/markdownTable.js';
import { printJson } from '../terminal/output.js';
import { drawTable } from '../terminal/table.js';
import type { AddCommand, Context } from './command.js';

interface CompareFlags {
  readonly failOnRegression?: number;
  readonly allowDifferent?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

/** A regression was found; other than 1 and 2, so that a script can tell it from a failure. */
export const REGRESSION_EXIT_CODE = 3;

export const addCompareCommand: AddCommand = (program, context) => {
  program
    .command('compare')
    .description('say which networks of a run, or which of two runs, are faster or more accurate')
    .argument('<run>', 'folder of a run; with a second one, the run of before')
    .argument('[after]', 'folder of the run of after')
    .option(
      '--fail-on-regression <part>',
      'exit with code 3 when a cell of the second run is slower by more than this (5%) or has no result any more',
      share,
    )
    .option('--allow-different', 'compare although machine, threads or engines differ')
    .option('--markdown', 'print Markdown')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench compare runs/2026-11-25T03-44-56
  convbench compare runs/before runs/after --fail-on-regression 5%
  convbench compare runs/before runs/after --allow-different --markdown`,
    )
    .action(async (run: string, after: string | undefined, flags: CompareFlags) => {
      if (after === undefined) await compareNetworks(run, flags, context);
      else await compareRuns(run, after, flags, context);
    });
};

async function compareNetworks(run: string, flags: CompareFlags, { output }: Context) {
  if (flags.failOnRegression !== undefined || flags.allowDifferent === true)
    throw new UserError(
      'cli',
      '--fail-on-regression and --allow-different are about two runs.',
      'Give the folder of a second run.',
    );
  const comparison = await compareWithinRun(run);
  if (flags.json === true) printJson(output, comparison);
  else output.print(drawRunComparison(comparison, styleOf(flags)));
}

async function compareRuns(before: string, after: string, flags: CompareFlags, context: Context) {
  const { output, exitWith } = context;
  const { failOnRegression, allowDifferent = false } = flags;
  const comparison = await compareTwoRuns(before, after, {
    allowDifferent,
    regressionAbove: failOnRegression,
  });
  if (flags.json === true) printJson(output, comparison);
  else output.print(drawTwoRuns(comparison, styleOf(flags)));
  const { regressions, broken, cells } = comparison;
  if (failOnRegression === undefined || regressions.length + broken.length === 0) return;
  if (regressions.length > 0)
    output.note(`\n${regressions.length} of ${cells.length} cells are slower.`);
  if (broken.length > 0) output.note(`\n${broken.length} cells have no result any more.`);
  exitWith(REGRESSION_EXIT_CODE);
}

const styleOf = (flags: CompareFlags) => (flags.markdown === true ? markdownTable : drawTable);
