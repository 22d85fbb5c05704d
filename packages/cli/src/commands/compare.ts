import { share } from '../matrix/flagParsers.js';
import type { AddCommand } from './command.js';

export interface CompareFlags {
  readonly failOnRegression?: number;
  readonly allowDifferent?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
}

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
      const { compareNetworks, compareRuns } = await import('../actions/compare.js');
      if (after === undefined) await compareNetworks(run, flags, context);
      else await compareRuns(run, after, flags, context);
    });
};
