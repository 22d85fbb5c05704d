import { findDataset, parseDatasetOptions } from '@convbench/core';
import type { DatasetPlugin, DatasetStatus } from '@convbench/spec';
import colors from 'picocolors';
import { parseEntry } from '../matrix/parseEntry.js';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import { describeFetch } from '../terminal/describeFetch.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { liveLine } from '../terminal/liveLine.js';
import { bytes } from '../terminal/numbers.js';
import { printJson } from '../terminal/output.js';
import { drawTable } from '../terminal/table.js';
import type { AddCommand } from './command.js';

interface DataFlags {
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

const DEFAULT_DATASET = 'fashion-mnist';

export const addDataCommand: AddCommand = (program, { output, exitWith }) => {
  const data = program
    .command('data')
    .description('fetch, list and verify the files of data sets')
    .addHelpText(
      'after',
      `
Examples:
  convbench data list
  convbench data fetch fashion-mnist
  convbench data verify --json`,
    );

  const withCommonFlags = (name: string, description: string) =>
    data
      .command(name)
      .description(description)
      .option('--plugin <module...>', 'further plugins: package names or paths')
      .option('--json', 'print JSON');

  withCommonFlags('list', 'list data sets and whether their files are here').action(
    async (flags: DataFlags) => {
      const rows = await statuses(await allDatasets(flags));
      if (flags.json === true) printJson(output, rows);
      else output.print(drawStatuses(rows));
    },
  );

  withCommonFlags('verify', 'check the files of data sets against their checksums')
    .argument('[name...]', 'which (default: all)')
    .addHelpText('after', '\nExample:\n  convbench data verify fashion-mnist')
    .action(async (names: readonly string[], flags: DataFlags) => {
      const chosen = await (names.length === 0 ? allDatasets(flags) : namedDatasets(names, flags));
      const rows = await statuses(chosen);
      if (flags.json === true) printJson(output, rows);
      else output.print(drawStatuses(rows));
      // Without names it looks at whatever is here; a data set that nobody fetched is no fault.
      if (names.length > 0 && rows.some((row) => !row.status.found)) exitWith(1);
    });

  withCommonFlags('fetch', 'bring the files of data sets to this machine')
    .argument('[name...]', `which (default: ${DEFAULT_DATASET})`)
    .addHelpText('after', '\nExample:\n  convbench data fetch fashion-mnist')
    .action(async (names: readonly string[], flags: DataFlags) => {
      const chosen = await namedDatasets(names.length === 0 ? [DEFAULT_DATASET] : names, flags);
      const interrupt = onInterrupt(output);
      const line = liveLine(output);
      try {
        for (const { plugin, options } of chosen)
          await plugin.fetch?.(
            options,
            (progress) => line.update(`${plugin.name}: ${describeFetch(progress)}`),
            interrupt.signal,
          );
      } finally {
        line.stop();
        interrupt.release();
      }
      const rows = await statuses(chosen);
      if (flags.json === true) printJson(output, rows);
      else output.print(drawStatuses(rows));
    });
};

interface ChosenDataset {
  readonly plugin: DatasetPlugin;
  readonly options: unknown;
}

function choose(plugin: DatasetPlugin, options: Readonly<Record<string, unknown>>): ChosenDataset {
  return { plugin, options: parseDatasetOptions(plugin, options) };
}

async function allDatasets(flags: DataFlags): Promise<ChosenDataset[]> {
  const plugins = await loadFlaggedPlugins(flags);
  return plugins.datasets.map(({ plugin }) => choose(plugin, {}));
}

async function namedDatasets(names: readonly string[], flags: DataFlags): Promise<ChosenDataset[]> {
  const plugins = await loadFlaggedPlugins(flags);
  return names
    .map(parseEntry)
    .map(({ name, options }) => choose(findDataset(plugins, name).plugin, options));
}

interface StatusRow {
  readonly name: string;
  readonly title: string;
  readonly status: DatasetStatus;
}

async function statuses(chosen: readonly ChosenDataset[]): Promise<StatusRow[]> {
  const rows: StatusRow[] = [];
  for (const { plugin, options } of chosen)
    rows.push({ name: plugin.name, title: plugin.title, status: await plugin.check(options) });
  return rows;
}

function drawStatuses(rows: readonly StatusRow[]): string {
  return drawTable(
    [{ title: 'name' }, { title: 'title' }, { title: 'state' }, { title: 'where, or what to do' }],
    rows.map(({ name, title, status }) =>
      status.found
        ? [name, title, colors.green('ok'), `${status.location} (${bytes(status.bytes)})`]
        : [name, title, colors.red('missing'), `${status.reason} ${status.remedy}`],
    ),
  );
}
