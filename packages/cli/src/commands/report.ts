import { findReporter, readResults, renderReports } from '@convbench/core';
import type { Loaded } from '@convbench/core';
import {
  filterResults,
  renderCsv,
  renderHtml,
  renderJson,
  renderMarkdown,
  renderMarkdownTable,
  renderSamplesCsv,
} from '@convbench/report';
import type { Selection } from '@convbench/report';
import { API_VERSION, UserError } from '@convbench/spec';
import type { ReporterPlugin, RunResults } from '@convbench/spec';
import { Option } from 'commander';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import { drawSummary } from '../terminal/drawSummary.js';
import { printJson } from '../terminal/output.js';
import type { AddCommand } from './command.js';

const formats = ['csv', 'markdown', 'json', 'html'] as const;
type Format = (typeof formats)[number];

interface ReportFlags {
  readonly reporter?: readonly string[];
  readonly format?: Format;
  readonly columns?: string;
  readonly sort?: string;
  readonly filter?: readonly string[];
  readonly samples?: boolean;
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

export const addReportCommand: AddCommand = (program, { output }) => {
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
      if (flags.format !== undefined) {
        output.print(render(await readResults(run), flags.format, flags).trimEnd());
        return;
      }
      refuseSelection(flags);
      const plugins = await loadFlaggedPlugins(flags);
      const chosen =
        flags.reporter?.map((name) => findReporter(plugins, name)) ?? plugins.reporters;
      const files = await renderReports(
        run,
        flags.samples === true ? [...chosen, samplesReporter] : chosen,
      );
      if (flags.json === true) {
        printJson(output, files);
        return;
      }
      output.print(drawSummary(await readResults(run)));
      output.note(`\nWrote ${files.join(', ')}`);
    });
};

/** Left out of the usual reports: it is as large as the records. */
const samplesReporter: Loaded<ReporterPlugin> = {
  plugin: {
    kind: 'reporter',
    apiVersion: API_VERSION,
    name: 'samples',
    title: 'CSV of every latency',
    render: (results) => [{ path: 'samples.csv', content: renderSamplesCsv(results) }],
  },
  reference: { kind: 'reporter', name: 'samples', url: import.meta.url, specifier: 'samples' },
};

const listOf = (text: string | undefined) =>
  text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

function render(results: RunResults, format: Format, flags: ReportFlags): string {
  const [columns, sort] = [listOf(flags.columns), listOf(flags.sort)];
  const part = { sort, filter: flags.filter };
  const selection: Selection = { ...part, columns };
  switch (format) {
    case 'csv':
      return flags.samples === true
        ? renderSamplesCsv(filterResults(results, part))
        : renderCsv(results, selection);
    case 'markdown':
      return columns === undefined
        ? renderMarkdown(filterResults(results, part))
        : renderMarkdownTable(results, selection);
    case 'json':
    case 'html': {
      if (columns !== undefined)
        throw new UserError(
          'cli',
          `--columns does not go with --format ${format}.`,
          'Use it with --format csv or markdown.',
        );
      const some = filterResults(results, part);
      return format === 'json' ? renderJson(some) : renderHtml(some);
    }
  }
}

function refuseSelection(flags: ReportFlags): void {
  const given = (['columns', 'sort', 'filter'] as const).filter((name) => flags[name]);
  if (given.length > 0)
    throw new UserError(
      'cli',
      `${given.map((name) => `--${name}`).join(', ')} choose what is printed.`,
      `Add --format ${formats.join(', ')}.`,
    );
}
