import {
  executeRun,
  newRunDirectory,
  prepareResume,
  readResults,
  refuseProblems,
  renderReports,
} from '@convbench/core';
import type { RunOutcome } from '@convbench/core';
import { UserError } from '@convbench/spec';
import { addMatrixFlags } from '../matrix/matrixFlags.js';
import type { MatrixFlags } from '../matrix/matrixFlags.js';
import { planMatrix } from '../matrix/planMatrix.js';
import type { PlannedMatrix } from '../matrix/planMatrix.js';
import { drawPlan } from '../terminal/drawPlan.js';
import { drawSummary } from '../terminal/drawSummary.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { printJson } from '../terminal/output.js';
import { planProgress } from '../terminal/planProgress.js';
import { quote } from '../terminal/quote.js';
import { runProgress } from '../terminal/runProgress.js';
import type { AddCommand, Context } from './command.js';

interface RunFlags extends MatrixFlags {
  readonly resume?: string;
  readonly retryFailed?: boolean;
  readonly dryRun?: boolean;
  readonly out: string;
  readonly json?: boolean;
}

const INTERRUPTED_EXIT_CODE = 130;

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
      await run(config, flags, context);
    });
};

async function run(
  configPath: string | undefined,
  flags: RunFlags,
  context: Context,
): Promise<void> {
  const { output } = context;
  const interrupt = onInterrupt(output);
  try {
    const prepared =
      flags.resume === undefined
        ? await prepareNew(configPath, flags, context, interrupt.signal)
        : await prepareOld(flags.resume, configPath, flags, context, interrupt.signal);
    if (flags.dryRun === true) {
      if (flags.json === true) printJson(output, prepared.plan);
      else output.print(drawPlan(prepared.plan));
    }
    refuseProblems(prepared.plan);
    if (flags.dryRun === true) return;

    const runDirectory = prepared.runDirectory ?? (await newRunDirectory(flags.out, new Date()));
    const progress = runProgress(output, flags.json === true);
    let outcome: RunOutcome;
    try {
      outcome = await executeRun({
        plan: prepared.plan,
        runDirectory,
        onEvent: progress.onEvent,
        signal: interrupt.signal,
        resume: flags.resume !== undefined,
        retryFailed: flags.retryFailed === true,
      });
    } finally {
      progress.stop();
    }
    const files = await renderReports(runDirectory, prepared.plugins.reporters);
    if (flags.json !== true) {
      output.print(drawSummary(await readResults(runDirectory)));
      output.note(`\nWrote ${['results.jsonl', ...files].join(', ')} in ${runDirectory}`);
    }
    context.exitWith(exitCode(outcome));
    if (outcome.state === 'interrupted')
      output.note(`Interrupted. To go on: convbench run --resume ${quote(runDirectory)}`);
  } finally {
    interrupt.release();
  }
}

interface Prepared extends PlannedMatrix {
  /** Absent for a new run: the folder is made when the plan is known to be sound. */
  readonly runDirectory?: string;
}

async function prepareNew(
  configPath: string | undefined,
  flags: RunFlags,
  { output }: Context,
  signal: AbortSignal,
): Promise<Prepared> {
  if (flags.retryFailed === true)
    throw new UserError('cli', '--retry-failed goes with --resume.', 'Add --resume <run>.');
  return planMatrix(configPath, flags, output, { fetch: flags.dryRun !== true, signal });
}

async function prepareOld(
  runDirectory: string,
  configPath: string | undefined,
  flags: RunFlags,
  { output }: Context,
  signal: AbortSignal,
): Promise<Prepared> {
  const matrixFlags = [
    'arch',
    'backend',
    'dataset',
    'batch',
    'inputSize',
    'weights',
    'init',
    'freeze',
    'epochs',
    'images',
    'trainSeconds',
    'recipe',
    'seed',
    'scenario',
    'rounds',
    'threads',
    'cellMemory',
    'cellTimeout',
    'plugin',
    'title',
  ] as const;
  const given = matrixFlags.filter((name) => flags[name] !== undefined);
  if (configPath !== undefined || given.length > 0)
    throw new UserError(
      'cli',
      'A resumed run keeps its own matrix.',
      `Leave out ${[configPath, ...given.map((name) => `--${kebab(name)}`)].filter(Boolean).join(', ')}, or start a new run: trainings that are done are taken from the cache.`,
    );
  const progress = planProgress(output, flags.json === true);
  try {
    return await prepareResume(runDirectory, { fetch: true, signal, onEvent: progress.onEvent });
  } finally {
    progress.stop();
  }
}

function exitCode(outcome: RunOutcome): number {
  if (outcome.state === 'interrupted') return INTERRUPTED_EXIT_CODE;
  return outcome.failed > 0 ? 1 : 0;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
