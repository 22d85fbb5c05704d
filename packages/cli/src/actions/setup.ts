import { parseArgs } from 'node:util';
import { backendsWithSetup, findSetup, prepareSetup, resolveShortForm } from '@convbench/core';
import type { PluginSet, PreparedSetup } from '@convbench/core';
import { UserError } from '@convbench/spec';
import type { BackendSetup } from '@convbench/spec';
import colors from 'picocolors';
import type { Context } from '../commands/command.js';
import type { SetupFlags } from '../commands/setup.js';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import { describeFetch } from '../terminal/describeFetch.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { liveLine } from '../terminal/liveLine.js';
import { bytes } from '../terminal/numbers.js';
import { printJson } from '../terminal/output.js';
import { drawTable } from '../terminal/table.js';

/** Lists what can be set up, or sets up what the words name: backend, target, options. */
export async function setup(
  [word, ...rest]: readonly string[],
  flags: SetupFlags,
  context: Context,
): Promise<void> {
  const plugins = await loadFlaggedPlugins(flags);
  if (word === undefined) return list(plugins, flags, context);
  const { backend, target } = resolveShortForm(plugins, word);
  const words = [target, ...rest].filter((each) => each !== undefined);
  const { setup: settings } = findSetup(plugins, backend);
  const { name, options } = parseWords(backend, settings, words);
  const prepared = await prepareSetup(plugins, { backend, options, target: name });
  await setUp(prepared, flags, context);
}

/** Options of a backend are not the program's, so that they are read here: `cpu --tensorflow 2.21.0`. */
function parseWords(
  backend: string,
  setup: BackendSetup,
  words: readonly string[],
): { name: string | undefined; options: Record<string, string | boolean> } {
  const known = Object.fromEntries(
    setup.options.map(({ name, kind }) => [
      name,
      { type: kind === 'switch' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const targets = setup.targets.map(({ name }) => name).join(' | ');
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: known,
      allowPositionals: true,
    });
    const [name, further] = positionals;
    if (further !== undefined) throw new Error(`Unexpected argument '${further}'.`);
    return { name, options: values as Record<string, string | boolean> };
  } catch (cause) {
    const [problem = ''] = (cause as Error).message.split(/(?<=\.)\s/);
    const options = setup.options.map(({ name, kind }) =>
      kind === 'switch' ? `[--${name}]` : `[--${name} <value>]`,
    );
    throw new UserError(
      'cli',
      `${problem.replace(/\.?$/, '.')}`,
      `It is: convbench setup ${backend} [${targets}] ${options.join(' ')}`,
      { cause },
    );
  }
}

async function list(plugins: PluginSet, flags: SetupFlags, { output }: Context): Promise<void> {
  const rows = [];
  for (const { plugin } of backendsWithSetup(plugins))
    for (const { name } of plugin.setup?.targets ?? []) {
      rows.push(await prepareSetup(plugins, { backend: plugin.name, target: name }));
    }
  if (flags.json === true) {
    printJson(
      output,
      rows.map(({ backend, target, plan }) => ({ backend: backend.name, target, plan })),
    );
    return;
  }
  output.print(
    drawTable(
      [{ title: 'set-up' }, { title: 'what' }, { title: 'state' }, { title: 'devices' }],
      rows.map(({ backend, target, plan }) => [
        `convbench setup ${backend.name} ${target.name}`,
        target.title,
        plan.steps.length === 0 ? colors.green('ready') : toDo(plan.downloadBytes),
        target.devices.map((device) => `${backend.name}:${device}`).join(' '),
      ]),
    ),
  );
  const options = new Map(
    rows.flatMap(({ backend }) =>
      (backend.setup?.options ?? []).map(({ name, kind, description }) => [
        `${backend.name} --${name}${kind === 'text' ? ' <value>' : ''}`,
        description,
      ]),
    ),
  );
  for (const [usage, description] of options) output.print(`${usage}: ${description}`);
}

function toDo(downloadBytes: number): string {
  return downloadBytes === 0 ? 'to do' : `to do, downloads ${bytes(downloadBytes)}`;
}

async function setUp(
  { backend, target, plan, run }: PreparedSetup,
  flags: SetupFlags,
  { output, exitWith }: Context,
): Promise<void> {
  const isJson = flags.json === true;
  if (flags.dryRun === true && isJson) return printJson(output, plan);
  if (!isJson) for (const line of describePlan(target.title, plan)) output.note(line);
  if (flags.dryRun === true) return;
  const interrupt = onInterrupt(output);
  const line = liveLine(output);
  let results;
  try {
    results = await run((progress) => line.update(describeFetch(progress)), interrupt.signal);
  } finally {
    line.stop();
    interrupt.release();
  }
  if (isJson) printJson(output, { location: plan.location, devices: results });
  else
    output.print(
      drawTable(
        [{ title: 'device' }, { title: 'state' }, { title: 'facts, or what mends it' }],
        results.map(({ device, availability }) =>
          availability.available
            ? [`${backend.name}:${device}`, colors.green('ok'), availability.engineVersion]
            : [
                `${backend.name}:${device}`,
                colors.red('missing'),
                `${availability.reason} ${availability.remedy}`,
              ],
        ),
      ),
    );
  if (results.every(({ availability }) => !availability.available)) exitWith(1);
}

function describePlan(title: string, plan: PreparedSetup['plan']): string[] {
  if (plan.steps.length === 0) return [`${title}: everything is there, in ${plan.location}`];
  const sizes =
    plan.downloadBytes === 0
      ? []
      : [
          `It downloads ${bytes(plan.downloadBytes)} and needs ${bytes(plan.diskBytes)} of disk meanwhile.`,
        ];
  return [
    `${title}: ${plan.steps.join(', then ')}.`,
    ...sizes,
    `It lies in ${plan.location}`,
    ...plan.missing.map(({ problem, remedy }) => `${problem} ${remedy}`),
  ];
}
