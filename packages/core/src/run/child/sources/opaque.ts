import { UserError } from '@convbench/spec';
import type { ArtefactSource } from '@convbench/spec';
import { variantNetwork } from '../../../plan/plugins/variantNetwork.js';
import type { OpaqueSource } from '../../../plan/sources/opaque.js';
import type { SourceContext } from './context.js';

/** The file for batches of any size. Throws a `UserError` where it is another one than when the run was planned. */
export async function openOpaque(
  { sha256 }: OpaqueSource,
  { architecture, network }: SourceContext,
): Promise<(batchSize: number) => ArtefactSource> {
  const made = variantNetwork(architecture, network);
  const own = await made.pretrained();
  const opaque = made.opaque();
  if (opaque !== undefined && own?.sha256 === sha256)
    return (batchSize) => ({ kind: 'onnx', file: opaque.file(batchSize) });
  throw new UserError(
    'core',
    `The file of '${network.id}' is another one than when the run was planned.`,
    'Leave it alone while a run goes on, and start a new run.',
  );
}
