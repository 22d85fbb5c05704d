import { Option } from 'commander';
import type { AddCommand } from './command.js';

export const formats = ['csv', 'markdown', 'json', 'html'] as const;
export type Format = (typeof formats)[number];

export interface ReportFlags {
  readonly reporter?: readonly string[];
  readonly format?: Format;
  readonly columns?: string;
  readonly sort?: string;
  readonly filter?: readonly string[];
  readonly samples?: boolean;
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

export const addReportCommand: AddCommand = (program, context) => {
  program
    .command('report')
    .description('render the reports of a run again, from its results.jsonl alone')
    .argument('<run>', 'folder of a run, or a results.jsonl')
    .option('--reporter <name...>', 'only these (default: all)')
    .addOption(
      new Option('--format <format>', 'print one report instead of writing files').choices(formats),
    )
    .option('--columns <names>', 'with --format csv or markdown: only these, between commas')
    .option('--sort <names>', 'with --format: by these columns, between commas; -name descends')
    .option('--filter <conditions...>', "with --format: only cells that fit: 'batch_size<=8'")
    .option('--samples', 'write every latency to samples.csv too')
    .option('--plugin <module...>', 'further plugins: package names or paths')
    .option('--json', 'print the names of the written files as JSON')
    .addHelpText(
      'after',
      `
Columns are those of the CSV. Conditions compare with = != < <= > >= and ~ (contains).

Examples:
  convbench report runs/2026-11-25T03-44-56
  convbench report runs/2026-11-25T03-44-56 --reporter html csv
  convbench report runs/2026-11-25T03-44-56 --format csv --filter 'batch_size=1' --sort latency_median_ms
  convbench report runs/2026-11-25T03-44-56 --format markdown --columns network,top1_fraction,latency_median_ms`,
    )
    .action(async (run: string, flags: ReportFlags) => {
      const { report } = await import('../actions/report.js');
      await report(run, flags, context);
    });
};
