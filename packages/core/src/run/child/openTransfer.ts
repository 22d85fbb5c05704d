import { UserError } from '@convbench/spec';
import type { ArchitecturePlugin, Graph, Recipe } from '@convbench/spec';
import type { PlannedTransfer } from '../../plan/matrix/types.js';
import { readTransfer } from '../../plan/weights/readTransfer.js';
import type { ReadTransfer } from '../../plan/weights/readTransfer.js';
import { readWeightFile } from '../../plan/weights/weightFile.js';

export interface OpenTransferOptions {
  readonly architecture: ArchitecturePlugin;
  /** Of the variant. */
  readonly id: string;
  readonly graph: Graph;
  readonly initialization: Recipe['initialization'];
  readonly seed: number;
}

/** Reads the weights of a plan again. Throws a `UserError` where the file is another one than when it was planned. */
export async function openTransfer(
  { path, origin, sha256, freeze }: PlannedTransfer,
  options: OpenTransferOptions,
): Promise<ReadTransfer> {
  const file = await readWeightFile(path, origin);
  if (file.sha256 !== sha256)
    throw new UserError(
      'core',
      `The weights ${JSON.stringify(origin)} are others than when the run was planned.`,
      'Leave their file alone while a run goes on, and start a new run.',
    );
  return readTransfer({ ...options, file, ...(freeze !== undefined && { freeze }) });
}
