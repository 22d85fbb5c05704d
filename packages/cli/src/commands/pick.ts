import { number, positiveInteger, positiveNumber } from '../matrix/flagParsers.js';
import type { LimitFlags } from '../matrix/pickFlags.js';
import { weight } from '../matrix/weightFlag.js';
import type { WeightFlag } from '../matrix/weightFlag.js';
import type { AddCommand } from './command.js';

export interface PickFlags extends LimitFlags {
  readonly weight?: readonly WeightFlag[];
  readonly batch?: number;
  readonly json?: boolean;
}

const share = number((value) => value > 0 && value <= 1, 'a part of 1, such as 0.85');

export const addPickCommand: AddCommand = (program, context) => {
  program
    .command('pick')
    .description('pick a network of a run that keeps limits, and say how sure that is')
    .argument('<run>', 'folder of a run, or a results.jsonl')
    .option('--min-top1 <part>', 'accuracy on the test images: 0.85', share)
    .option('--max-latency-ms <ms>', 'of one call with the whole batch (median)', positiveNumber)
    .option('--max-memory-mb <MB>', "the process's peak, in millions of bytes", positiveNumber)
    .option('--max-params-m <millions>', 'trainable parameters', positiveNumber)
    .option('--max-macs-g <billions>', 'multiply-accumulates of one image', positiveNumber)
    .option(
      '--weight <figure=weight...>',
      'what counts how much: top1, latency, memory, params, macs (default: accuracy, then latency)',
      weight,
    )
    .option(
      '--batch <size>',
      "which of the run's batch sizes (default: the smallest)",
      positiveInteger,
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  convbench pick reports/quickstart --min-top1 0.85 --max-latency-ms 5 --max-memory-mb 300
  convbench pick reports/quickstart --max-latency-ms 2
  convbench pick reports/quickstart --weight top1=2,latency=1 --batch 32
  convbench pick reports/quickstart --max-params-m 3 --max-macs-g 0.1 --json

Exits with 4 when no network fits.`,
    )
    .action(async (run: string, flags: PickFlags) => {
      const { pick } = await import('../actions/pick.js');
      await pick(run, flags, context);
    });
};
