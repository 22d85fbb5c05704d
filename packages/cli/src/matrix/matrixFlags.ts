import type { Measuring, Scenario } from '@convbench/spec';
import { Option } from 'commander';
import type { Command } from 'commander';
import { choicesOf } from './choicesOf.js';
import {
  inputSizes,
  integers,
  minutes,
  naturalNumber,
  oneOf,
  paths,
  positiveInteger,
  positiveNumber,
  rounds,
  share,
  size,
  words,
  wordsOrModel,
} from './flagParsers.js';

/** What the command line says of a matrix; anything left out comes from the config file or the quickstart. */
export interface MatrixFlags {
  readonly arch?: readonly string[];
  readonly backend?: readonly string[];
  readonly trainer?: string;
  readonly dataset?: readonly string[];
  readonly batch?: readonly number[];
  readonly inputSize?: readonly (number | 'native')[];
  readonly weights?: 'trained' | 'initial';
  readonly init?: string;
  readonly freeze?: string;
  readonly epochs?: number;
  readonly images?: number;
  readonly trainSeconds?: number;
  readonly recipe?: string;
  readonly seed?: number;
  readonly scenario?: readonly Scenario[];
  readonly rounds?: Measuring['rounds'];
  readonly halfWidth?: number;
  readonly timeBudget?: number;
  readonly threads?: readonly number[];
  readonly cellMemory?: number;
  readonly cellTimeout?: number;
  readonly allowCpuNodes?: boolean;
  readonly tf32?: string;
  readonly plugin?: readonly string[];
  readonly title?: string;
}

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
    .option('--trainer <backend>', 'which backend trains, such as tfjs:node-graph')
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
    .option('--init <weights>', 'start every network from these: safetensors, ONNX, .pth')
    .option(
      '--freeze <layer>',
      'with --init: leave it and all before it as they are; all-but-head trains the head alone',
    )
    .addOption(
      new Option('--epochs <number>', 'train every network for this many epochs')
        .argParser(positiveNumber)
        .conflicts(['images', 'trainSeconds']),
    )
    .addOption(
      new Option('--images <number>', 'train every network on this many images')
        .argParser(positiveInteger)
        .conflicts('trainSeconds'),
    )
    .option(
      '--train-seconds <number>',
      'train every network for so long, data included',
      positiveNumber,
    )
    .option('--recipe <name>', "the networks' recipe of that name: default, paper")
    .option('--seed <number>', 'seed of weights, image order and dropout', naturalNumber)
    .option(
      '--scenario <scenarios...>',
      'latency (the default), throughput, server',
      oneOf(choicesOf<Scenario>({ latency: true, throughput: true, server: true })),
    )
    .option(
      '--rounds <range>',
      'fresh processes of every cell: 5..30 (the default) adds more while a figure or an order is open, 3 is exactly 3',
      rounds,
    )
    .option('--half-width <part>', 'how well every figure shall be known (default: 2%)', share)
    .option('--time-budget <time>', 'begin no round after so much measuring: 90s, 20min', minutes)
    .option(
      '--threads <numbers...>',
      'threads of every backend, a cell for each (default: the physical cores it may use)',
      integers,
    )
    .option('--cell-memory <size>', 'stop a process that grows beyond it: 2GB, 512MiB', size)
    .option('--cell-timeout <time>', 'stop a process that is not done by then: 90s, 30min', minutes)
    .option(
      '--allow-cpu-nodes',
      'let the CPU compute what a GPU has no kernel for, and say how much that is',
    )
    .addOption(
      new Option(
        '--tf32 <state>',
        'whether NVIDIA GPUs may round factors to TensorFloat-32 (default: as engines do)',
      ).choices(['on', 'off']),
    )
    .option('--plugin <module...>', 'further plugins: package names or paths', paths)
    .option('--title <text>', 'title of the report');
}
