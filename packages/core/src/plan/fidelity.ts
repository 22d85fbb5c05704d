import type { PublishedFigures, StaticCost } from '@convbench/spec';

/** Papers round to so many; a count of more is taken as exact. */
const ROUNDED_DIGITS = 3;

/** A count of ours beside a published one. */
export interface ComparedCount {
  readonly published: number;
  readonly ours: number;
  /** Ours over the published one, less one. */
  readonly relativeDifference: number;
  /** Equal; or, where the published one is rounded (up to three digits), equal to as many digits. */
  readonly agrees: boolean;
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
  const digits = String(published).replace(/0+$/, '').length;
  const agrees = published === (digits > ROUNDED_DIGITS ? ours : Number(ours.toPrecision(digits)));
  return { published, ours, relativeDifference: ours / published - 1, agrees };
}
