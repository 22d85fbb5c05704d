import { addMatrixFlags } from '../matrix/matrixFlags.js';
import type { MatrixFlags } from '../matrix/matrixFlags.js';
import type { AddCommand } from './command.js';

export interface RunFlags extends MatrixFlags {
  readonly resume?: string;
  readonly retryFailed?: boolean;
  readonly dryRun?: boolean;
  readonly out: string;
  readonly json?: boolean;
}

export const addRunCommand: AddCommand = (program, context) => {
  addMatrixFlags(
    program
      .command('run')
      .description('train and measure a matrix of networks; without arguments, the quickstart')
      .argument('[config]', 'a convbench.config.ts (or .js, .json)'),
  )
    .option('--resume <run>', 'go on with an interrupted run: its folder')
    .option('--retry-failed', 'with --resume: run failed cells again')
    .option('--dry-run', 'only show the plan, as `convbench plan`')
    .option('--out <folder>', 'where the folders of runs are made', 'runs')
    .option('--json', 'print events as JSON lines instead of drawing progress')
    .addHelpText(
      'after',
      `
Examples:
  convbench run
  convbench run convbench.config.ts
  convbench run --arch nin vgg11:width=0.25 --batch 1 32 --epochs 1
  convbench run --arch ./model.onnx nin --dataset shapes --input-size 32
  convbench run --dataset shapes --input-size 64 --arch googlenet-v1-d2l --images 5000
  convbench run --resume runs/2026-11-25T03-44-56`,
    )
    .action(async (config: string | undefined, flags: RunFlags) => {
      const { run } = await import('../actions/run.js');
      await run(config, flags, context);
    });
};
