import type { ExportedWeights } from '@convbench/core';
import { Option } from 'commander';
import { choicesOf } from '../matrix/choicesOf.js';
import { integerOf } from '../matrix/sizes.js';
import type { SizeFlags } from '../matrix/sizes.js';
import type { AddCommand } from './command.js';

export interface ExportFlags extends SizeFlags {
  readonly out: string;
  readonly weights?: ExportedWeights;
  readonly seed?: number;
  readonly training?: string;
  readonly dataset?: string;
  readonly batch?: number;
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

export const addExportCommand: AddCommand = (program, context) => {
  program
    .command('export')
    .description('write a network as an ONNX file: images in, logits out')
    .argument('<architecture>', 'an id or alias, with options (vgg11:width=0.25), or an ONNX file')
    .requiredOption('--out <file>', 'the file to write; must not exist')
    .addOption(
      new Option(
        '--weights <source>',
        'seeded: as at the start of a training; cached: of a training that was run; pretrained: those it came with',
      ).choices(choicesOf<ExportedWeights>({ seeded: true, cached: true, pretrained: true })),
    )
    .option('--training <key>', 'the cached training, by its key or the beginning of it')
    .option('--dataset <name>', 'the cached training on this data set')
    .option(
      '--seed <number>',
      'seed of seeded weights (default 1), or of the cached training',
      integerOf(0),
    )
    .option('--input-size <pixels>', 'height = width of the input')
    .option('--classes <number>', 'number of classes')
    .option('--channels <number>', 'channels of the input')
    .option('--batch <number>', 'fix the number of images of a run (default: any)', integerOf(1))
    .option('--plugin <module...>', 'further plugins: package names or paths')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench export resnet18 --out resnet18.onnx --classes 1000
  convbench export vgg11:width=0.25 --input-size 32 --channels 1 --out vgg.onnx
  convbench export nin --weights cached --dataset fashion-mnist --out nin.onnx
  convbench export nin --training 3f09a1 --out nin.onnx`,
    )
    .action(async (text: string, flags: ExportFlags) => {
      const { exportToFile } = await import('../actions/export.js');
      await exportToFile(text, flags, context);
    });
};
