import { staticCost } from '@convbench/graph';
import type { ComparedCount, PublishedFigures, StaticCost } from '@convbench/spec';
import type { FoundVariant } from '../plugins/types.js';
import { variantNetwork } from '../plugins/variantNetwork.js';
import { parseArchitectureOptions } from './completeOptions.js';

/** Papers round to so many; a count of more is taken as exact. */
const ROUNDED_DIGITS = 3;

/** What a source states of a network, and how far ours is from it. */
export interface Fidelity {
  readonly figures: PublishedFigures;
  readonly trainableParameters?: ComparedCount | undefined;
  readonly macs?: ComparedCount | undefined;
}

/** Holds published figures against the cost of our network, built with the options under which they hold. */
export function fidelity(
  figures: PublishedFigures,
  ours: Pick<StaticCost, 'trainableParameters' | 'macs'>,
): Fidelity {
  const { trainableParameters, macs } = figures;
  return {
    figures,
    trainableParameters: compare(trainableParameters, ours.trainableParameters),
    macs: compare(macs, ours.macs),
  };
}

/** All that is published of a variant. Builds the network once for each set of options. */
export function publishedFidelity(found: FoundVariant): Fidelity[] {
  const { plugin, variant } = found;
  return (variant.published ?? []).map((figures) => {
    const options = parseArchitectureOptions(found, figures.options);
    const graph = variantNetwork(plugin, { id: variant.id, options }).build();
    return fidelity(figures, staticCost(graph));
  });
}

function compare(published: number | undefined, ours: number): ComparedCount | undefined {
  if (published === undefined) return undefined;
  const digits = String(published).replace(/0+$/, '').length;
  const agrees = published === (digits > ROUNDED_DIGITS ? ours : Number(ours.toPrecision(digits)));
  return { published, ours, relativeDifference: ours / published - 1, agrees };
}
