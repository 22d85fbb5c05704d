import type { PublishedFigures, StaticCost } from '@convbench/spec';

/** A count of ours beside a published one. */
export interface ComparedCount {
  readonly published: number;
  readonly ours: number;
  /** Ours over the published one, less one. */
  readonly relativeDifference: number;
}

/** What a source states of a network, and how far ours is from it. */
export interface Fidelity {
  readonly figures: PublishedFigures;
  readonly trainableParameters?: ComparedCount;
  readonly macs?: ComparedCount;
}

/** Holds published figures against the cost of our network, built with the options under which they hold. */
export function fidelity(
  figures: PublishedFigures,
  ours: Pick<StaticCost, 'trainableParameters' | 'macs'>,
): Fidelity {
  const { trainableParameters, macs } = figures;
  return {
    figures,
    ...(trainableParameters !== undefined && {
      trainableParameters: compare(trainableParameters, ours.trainableParameters),
    }),
    ...(macs !== undefined && { macs: compare(macs, ours.macs) }),
  };
}

function compare(published: number, ours: number): ComparedCount {
  return { published, ours, relativeDifference: ours / published - 1 };
}
