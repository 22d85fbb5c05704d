import type { PluginSet } from '@convbench/core';
import type { Context } from '../commands/command.js';
import type { ListFlags } from '../commands/list.js';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import { printJson } from '../terminal/output.js';
import { drawTable } from '../terminal/table.js';

type Row = Readonly<Record<string, string>>;

/** Too long for a table; `--json` has them. */
const onlyInJson = new Set(['note', 'authors', 'url']);

function shortAuthors(authors: string): string {
  const [first = '', ...others] = authors.split(', ');
  const surname = first.split(' ').at(-1) ?? first;
  return others.length === 0 ? surname : `${surname} et al.`;
}

const listings = {
  architectures: (plugins: PluginSet): Row[] =>
    plugins.architectures.flatMap(({ plugin }) =>
      plugin.variants.map((variant) => {
        const { authors, year, url } = variant.paper ?? plugin.paper;
        return {
          id: variant.id,
          title: variant.title,
          aliases: variant.aliases?.join(' ') ?? '',
          family: plugin.family,
          paper: `${shortAuthors(authors)}, ${year}`,
          authors,
          url,
          note: variant.note ?? '',
        };
      }),
    ),
  backends: (plugins: PluginSet): Row[] =>
    plugins.backends.map(({ plugin }) => ({
      name: plugin.name,
      title: plugin.title,
      devices: plugin.devices.map((device) => device.name).join(' '),
      trains: plugin.training === undefined ? 'no' : 'yes',
    })),
  datasets: (plugins: PluginSet): Row[] =>
    plugins.datasets.map(({ plugin }) => ({
      name: plugin.name,
      title: plugin.title,
      native: `${plugin.native.inputSize} px, ${plugin.native.channels} channel${plugin.native.channels === 1 ? '' : 's'}`,
      files: plugin.fetch === undefined ? 'none needed' : 'convbench data fetch',
    })),
  reporters: (plugins: PluginSet): Row[] =>
    plugins.reporters.map(({ plugin }) => ({ name: plugin.name, title: plugin.title })),
};

export type Listings = typeof listings;

/** Lists the plugins of a kind. */
export async function list(
  kind: keyof Listings,
  flags: ListFlags,
  { output }: Context,
): Promise<void> {
  const plugins = await loadFlaggedPlugins(flags);
  const rows = listings[kind](plugins);
  if (flags.json === true) {
    printJson(output, rows);
    return;
  }
  const keys = Object.keys(rows[0] ?? {}).filter((key) => !onlyInJson.has(key));
  output.print(
    drawTable(
      keys.map((title) => ({ title })),
      rows.map((row) => keys.map((key) => row[key] ?? '')),
    ),
  );
}
