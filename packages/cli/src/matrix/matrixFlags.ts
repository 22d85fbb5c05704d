import { loadConfig, parseConfig, quickstartConfig } from '@convbench/core';
import type { LoadedConfig } from '@convbench/core';
import type { MatrixConfig } from '@convbench/spec';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { fromDirectory } from './fromDirectory.js';
import { parseEntry } from './parseEntry.js';

/** What the command line says of a matrix; anything left out comes from the config file or the quickstart. */
export interface MatrixFlags {
  readonly arch?: readonly string[];
  readonly backend?: readonly string[];
  readonly dataset?: readonly string[];
  readonly batch?: readonly number[];
  readonly inputSize?: readonly (number | 'native')[];
  readonly weights?: 'trained' | 'initial';
  readonly epochs?: number;
  readonly images?: number;
  readonly seed?: number;
  readonly threads?: number;
  readonly plugin?: readonly string[];
  readonly title?: string;
}

const number =
  (accepts: (value: number) => boolean, what: string) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !accepts(value))
      throw new InvalidArgumentError(`It must be ${what}.`);
    return value;
  };
const positiveInteger = number(
  (value) => Number.isInteger(value) && value > 0,
  'a positive integer',
);
const collect =
  <Value>(parse: (text: string) => Value) =>
  (text: string, previous: readonly Value[] = []): readonly Value[] => [
    ...previous,
    ...text.split(/\s+/).filter(Boolean).map(parse),
  ];
const integers = (text: string, previous?: readonly number[]): readonly number[] =>
  collect(positiveInteger)(text.replaceAll(',', ' '), previous);
const inputSizes = (
  text: string,
  previous?: readonly (number | 'native')[],
): readonly (number | 'native')[] =>
  collect((word): number | 'native' => (word === 'native' ? word : positiveInteger(word)))(
    text.replaceAll(',', ' '),
    previous,
  );
const words = collect((text) => text);
const paths = (text: string, previous: readonly string[] = []): readonly string[] => [
  ...previous,
  text,
];
/** A path may have spaces. */
const wordsOrModel = (text: string, previous?: readonly string[]): readonly string[] =>
  /\.onnx(:|$)/i.test(text) ? paths(text, previous) : words(text, previous);

/** Adds the flags that describe a matrix; `run` and `plan` share them. */
export function addMatrixFlags(command: Command): Command {
  return command
    .option(
      // commander takes several words only where a word stands before the dots.
      '--arch <architectures...>',
      'ids with options, such as nin vgg11:width=0.25, or ONNX files',
      wordsOrModel,
    )
    .option('--backend <backends...>', 'names with devices, such as onnxruntime:cpu', words)
    .option('--dataset <datasets...>', 'names with options, such as shapes:trainImages=5000', words)
    .option('--batch <sizes...>', 'batch sizes', integers)
    .option(
      '--input-size <pixels...>',
      "heights (= widths) of the input; 'native' is each network's own",
      inputSizes,
    )
    .addOption(
      new Option(
        '--weights <which>',
        'initial: measure networks as they are before training',
      ).choices(['trained', 'initial']),
    )
    .addOption(
      new Option('--epochs <number>', 'train every network for this many epochs')
        .argParser(number((value) => value > 0, 'a positive number'))
        .conflicts('images'),
    )
    .option('--images <number>', 'train every network on this many images', positiveInteger)
    .option(
      '--seed <number>',
      'seed of weights, image order and dropout',
      number((value) => Number.isInteger(value) && value >= 0, 'an integer of at least 0'),
    )
    .option(
      '--threads <number>',
      'threads of every backend (default: the CPUs it may use)',
      positiveInteger,
    )
    .option('--plugin <module...>', 'further plugins: package names or paths', paths)
    .option('--title <text>', 'title of the report');
}

/**
 * The matrix that a command works on: from the config file, else the quickstart, with the flags over it.
 * Throws a `UserError` that names the flag or the place in the file.
 */
export async function resolveMatrix(
  configPath: string | undefined,
  flags: MatrixFlags,
): Promise<LoadedConfig> {
  const base = configPath === undefined ? quickstartConfig() : await loadConfig(configPath);
  const place = (text: string) => fromDirectory(text, base.directory);
  const merged = mergeFlags(base.config, {
    ...flags,
    ...(flags.arch && { arch: flags.arch.map(place) }),
    ...(flags.plugin && { plugin: flags.plugin.map(place) }),
  });
  return { ...base, config: parseConfig(merged, configPath ?? 'the command line') };
}

/** The config as the flags change it; not yet validated. */
export function mergeFlags(config: MatrixConfig, flags: MatrixFlags): unknown {
  const backends = flags.backend?.map((text) => {
    const colon = text.indexOf(':');
    return colon < 0
      ? { name: text }
      : { name: text.slice(0, colon), device: text.slice(colon + 1) };
  });
  const budget =
    flags.epochs !== undefined
      ? { epochs: flags.epochs }
      : flags.images !== undefined
        ? { images: flags.images }
        : undefined;
  return {
    ...config,
    ...(flags.title !== undefined && { title: flags.title }),
    ...(flags.arch && {
      architectures: flags.arch.map(parseEntry).map(({ name, options }) => ({ id: name, options })),
    }),
    backends: (backends ?? config.backends).map((backend) => ({
      ...backend,
      ...(flags.threads !== undefined && { threads: flags.threads }),
    })),
    ...(flags.dataset && { datasets: flags.dataset.map(parseEntry) }),
    ...(flags.batch && { batchSizes: flags.batch }),
    ...(flags.inputSize && { inputSizes: flags.inputSize }),
    ...(flags.weights !== undefined && { weights: flags.weights }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    ...(flags.plugin && { plugins: [...config.plugins, ...flags.plugin] }),
    ...(budget && { recipe: { ...config.recipe, budget } }),
  };
}
