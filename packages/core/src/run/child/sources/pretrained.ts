import { UserError } from '@convbench/spec';
import type { Weights } from '@convbench/spec';
import type { PretrainedSource } from '../../../plan/sources/pretrained.js';
import { variantNetwork } from '../../../plan/plugins/variantNetwork.js';
import type { SourceContext } from './context.js';

/** Throws a `UserError` where the network comes with others than when it was planned. */
export async function readPretrained(
  { sha256 }: PretrainedSource,
  { architecture, network }: SourceContext,
): Promise<Weights> {
  const own = await variantNetwork(architecture, network).pretrained();
  if (own?.sha256 === sha256) return own.read();
  throw new UserError(
    'core',
    `The weights of '${network.id}' are others than when the run was planned.`,
    'Leave their file alone while a run goes on, and start a new run.',
  );
}
