import { findDataset, parseDatasetOptions } from '@convbench/core';
import type { DatasetPlugin, DatasetStatus } from '@convbench/spec';
import colors from 'picocolors';
import type { Context } from '../commands/command.js';
import type { DataFlags } from '../commands/data.js';
import { parseEntry } from '../matrix/parseEntry.js';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import { describeFetch } from '../terminal/describeFetch.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { liveLine } from '../terminal/liveLine.js';
import { bytes } from '../terminal/numbers.js';
import { printJson } from '../terminal/output.js';
import type { Output } from '../terminal/output.js';
import { drawTable } from '../terminal/table.js';

/** Lists all data sets and whether their files are here. */
export async function listDatasets(flags: DataFlags, { output }: Context): Promise<void> {
  printStatuses(await statuses(await allDatasets(flags)), flags, output);
}

/** Checks files against their checksums: those of the named data sets, or of all. */
export async function verifyDatasets(
  names: readonly string[],
  flags: DataFlags,
  { output, exitWith }: Context,
): Promise<void> {
  const chosen = await (names.length === 0 ? allDatasets(flags) : namedDatasets(names, flags));
  const rows = await statuses(chosen);
  printStatuses(rows, flags, output);
  // Without names it looks at whatever is here; a data set that nobody fetched is no fault.
  if (names.length > 0 && rows.some((row) => !row.status.found)) exitWith(1);
}

/** Brings the files of the named data sets to this machine. */
export async function fetchDatasets(
  names: readonly string[],
  flags: DataFlags,
  { output }: Context,
): Promise<void> {
  const chosen = await namedDatasets(names, flags);
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
  printStatuses(await statuses(chosen), flags, output);
}

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

function printStatuses(rows: readonly StatusRow[], flags: DataFlags, output: Output): void {
  if (flags.json === true) printJson(output, rows);
  else output.print(drawStatuses(rows));
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
