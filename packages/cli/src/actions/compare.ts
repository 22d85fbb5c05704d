import { compareTwoRuns, compareWithinRun } from '@convbench/core';
import { UserError } from '@convbench/spec';
import type { Context } from '../commands/command.js';
import type { CompareFlags } from '../commands/compare.js';
import { drawRunComparison, drawTwoRuns } from '../terminal/drawComparison.js';
import { exitCodes } from '../terminal/exitCodes.js';
import { markdownTable } from '../terminal/markdownTable.js';
import { printJson } from '../terminal/output.js';
import { drawTable } from '../terminal/table.js';

/** Says which networks of a run are faster or more accurate. */
export async function compareNetworks(run: string, flags: CompareFlags, { output }: Context) {
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

/** Says which cells of a run became slower or less accurate than in the run of before. */
export async function compareRuns(
  before: string,
  after: string,
  flags: CompareFlags,
  context: Context,
) {
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
  exitWith(exitCodes.regression);
}

const styleOf = (flags: CompareFlags) => (flags.markdown === true ? markdownTable : drawTable);
