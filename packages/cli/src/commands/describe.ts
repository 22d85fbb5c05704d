import type { SizeFlags } from '../matrix/sizes.js';
import type { AddCommand } from './command.js';

export interface DescribeFlags extends SizeFlags {
  readonly groups?: boolean;
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

export const addDescribeCommand: AddCommand = (program, context) => {
  program
    .command('describe')
    .description('show the layers of a network: output shapes, parameters, MACs, totals')
    .argument('<architecture>', 'an id or alias, with options (vgg11:width=0.25), or an ONNX file')
    .option('--input-size <pixels>', 'height = width of the input')
    .option('--classes <number>', 'number of classes')
    .option('--channels <number>', 'channels of the input')
    .option('--groups', 'sum the layers by block')
    .option('--plugin <module...>', 'further plugins: package names or paths')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench describe nin --input-size 96 --channels 1
  convbench describe vgg11:width=0.25 --input-size 224
  convbench describe googlenet-v1-d2l --groups
  convbench describe ./model.onnx`,
    )
    .action(async (text: string, flags: DescribeFlags) => {
      const { describe } = await import('../actions/describe.js');
      await describe(text, flags, context);
    });
};
