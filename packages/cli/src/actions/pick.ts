import { pickFromRun } from '@convbench/core';
import type { Context } from '../commands/command.js';
import type { PickFlags } from '../commands/pick.js';
import { pickLimits, pickWeights } from '../matrix/pickFlags.js';
import { drawPick } from '../terminal/drawPick.js';
import { exitCodes } from '../terminal/exitCodes.js';
import { printJson } from '../terminal/output.js';

/** Picks a network of a run that keeps the limits. */
export async function pick(
  run: string,
  flags: PickFlags,
  { output, exitWith }: Context,
): Promise<void> {
  const picked = await pickFromRun(run, {
    limits: pickLimits(flags),
    weights: pickWeights(flags.weight),
    batchSize: flags.batch,
  });
  if (flags.json === true) printJson(output, picked);
  else output.print(drawPick(picked));
  if (picked.fitting.length === 0) exitWith(exitCodes.nothingFits);
}
