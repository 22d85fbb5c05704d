import { UserError } from '@convbench/spec';
import type { PlannedTransfer } from '../../../plan/sources/readPlannedTransfer.js';
import { readTransfer } from '../../../plan/weights/readTransfer.js';
import type { ReadTransfer, Start } from '../../../plan/weights/readTransfer.js';
import { readWeightFile } from '../../../plan/weights/weightFile.js';
import type { GraphContext } from './context.js';

/** Reads the weights of a plan again. Throws a `UserError` where the file is another one than when it was planned. */
export async function openTransfer(
  { path, origin, sha256, freeze }: PlannedTransfer,
  start: Start | undefined,
  { architecture, network: { id }, graph }: GraphContext,
): Promise<ReadTransfer> {
  const file = await readWeightFile(path, origin);
  if (file.sha256 !== sha256)
    throw new UserError(
      'core',
      `The weights ${JSON.stringify(origin)} are others than when the run was planned.`,
      'Leave their file alone while a run goes on, and start a new run.',
    );
  return readTransfer({ file, graph, architecture, id, freeze, start });
}
