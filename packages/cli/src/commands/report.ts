import { findReporter, readResults, renderReports } from '@convbench/core';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import type { AddCommand } from '../program.js';
import { drawSummary } from '../terminal/drawSummary.js';
import { printJson } from '../terminal/output.js';

interface ReportFlags {
  readonly reporter?: readonly string[];
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

export const addReportCommand: AddCommand = (program, { output }) => {
  program
    .command('report')
    .description('render the reports of a run again, from its results.jsonl alone')
    .argument('<run>', 'folder of a run, or a results.jsonl')
    .option('--reporter <name...>', 'only these (default: all)')
    .option('--plugin <module...>', 'further plugins: package names or paths')
    .option('--json', 'print the names of the written files as JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench report runs/2026-11-25T03-44-56
  convbench report runs/2026-11-25T03-44-56 --reporter html csv`,
    )
    .action(async (run: string, flags: ReportFlags) => {
      const plugins = await loadFlaggedPlugins(flags);
      const reporters =
        flags.reporter?.map((name) => findReporter(plugins, name)) ?? plugins.reporters;
      const files = await renderReports(run, reporters);
      if (flags.json === true) {
        printJson(output, files);
        return;
      }
      output.print(drawSummary(await readResults(run)));
      output.note(`\nWrote ${files.join(', ')}`);
    });
};
