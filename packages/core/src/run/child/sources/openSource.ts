import type { ArtefactSource } from '@convbench/spec';
import type { WeightSource } from '../../../plan/sources/weightSource.js';
import type { SourceContext } from './context.js';
import { openOpaque } from './opaque.js';

/** What a backend makes the artefact for batches of this size of. */
export type OpenedSource = (batchSize: number) => ArtefactSource | Promise<ArtefactSource>;

/**
 * The row of each kind. `fromCache` gives the graph with the weights of the cache. Throws a `UserError` where a file is
 * another one than when the run was planned, also if its artefacts are there already.
 */
export async function openSource(
  source: WeightSource,
  context: SourceContext,
  fromCache: () => Promise<ArtefactSource>,
): Promise<OpenedSource> {
  switch (source.kind) {
    case 'trained':
    case 'transferred':
    case 'pretrained':
    case 'initial':
    case 'file':
      return fromCache;
    case 'opaque':
      return openOpaque(source, context);
  }
}
