import type { Weights } from '@convbench/spec';
import type { FileSource } from '../../../plan/sources/file.js';
import type { GraphContext } from './context.js';
import { openTransfer } from './openTransfer.js';

/** Throws a `UserError` where the file is another one than when it was planned. */
export async function readFileWeights(
  { transfer, start }: FileSource,
  context: GraphContext,
): Promise<Weights> {
  return (await openTransfer(transfer, start, context)).weights;
}
