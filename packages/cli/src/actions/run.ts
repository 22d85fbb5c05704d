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
import type { Context } from '../commands/command.js';
import type { RunFlags } from '../commands/run.js';
import { planMatrix } from '../matrix/planMatrix.js';
import type { PlannedMatrix } from '../matrix/planMatrix.js';
import { drawPlan } from '../terminal/drawPlan.js';
import { drawSummary } from '../terminal/drawSummary.js';
import { exitCodes } from '../terminal/exitCodes.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { printJson } from '../terminal/output.js';
import { planProgress } from '../terminal/planProgress.js';
import { quote } from '../terminal/quote.js';
import { runProgress } from '../terminal/runProgress.js';

/** Trains and measures a matrix, or goes on with a run. */
export async function run(
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
    'halfWidth',
    'timeBudget',
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
  if (outcome.state === 'interrupted') return exitCodes.interrupted;
  return outcome.failed > 0 ? 1 : 0;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
