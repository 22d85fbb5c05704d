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
import type { Context } from '../commands/command.js';
import { formats } from '../commands/report.js';
import type { Format, ReportFlags } from '../commands/report.js';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import { drawSummary } from '../terminal/drawSummary.js';
import { printJson } from '../terminal/output.js';

/** Renders the reports of a run again, or prints one of them. */
export async function report(run: string, flags: ReportFlags, { output }: Context): Promise<void> {
  if (flags.format !== undefined) {
    output.print(render(await readResults(run), flags.format, flags).trimEnd());
    return;
  }
  refuseSelection(flags);
  const plugins = await loadFlaggedPlugins(flags);
  const chosen = flags.reporter?.map((name) => findReporter(plugins, name)) ?? plugins.reporters;
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
}

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
