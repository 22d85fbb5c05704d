import type { PluginSet } from '@convbench/core';
import { Argument } from 'commander';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import { printJson } from '../terminal/output.js';
import { drawTable } from '../terminal/table.js';
import type { AddCommand } from './command.js';

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

export const addListCommand: AddCommand = (program, { output }) => {
  program
    .command('list')
    .description('list what there is to choose from')
    .addArgument(new Argument('<kind>', 'what to list').choices(Object.keys(listings)))
    .option('--plugin <module...>', 'further plugins: package names or paths')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench list architectures
  convbench list backends --json
  convbench list architectures --plugin ./my-network.ts`,
    )
    .action(async (kind: keyof typeof listings, flags: { plugin?: string[]; json?: boolean }) => {
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
    });
};
