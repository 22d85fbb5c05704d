import type { Measured } from '@convbench/spec';

/** What a network can be picked by. */
export const PICK_FIGURES = ['top1', 'latencyMs', 'memoryBytes', 'parameters', 'macs'] as const;
export type PickFigure = (typeof PICK_FIGURES)[number];

/** Everything else is a cost: less is better. */
export function moreIsBetter(figure: PickFigure): boolean {
  return figure === 'top1';
}

/** A network in one setting, with what it is judged by. */
export interface PickCandidate {
  /** Unique among the candidates. */
  readonly id: string;
  readonly figures: Readonly<Record<PickFigure, Measured>>;
  /** Why its figures cannot be relied on, so that it is never picked; a sentence without a full stop. */
  readonly excluded?: string | undefined;
}

/** `top1` is the least that will do, as a fraction; every other one is the most that will do. Limits are included. */
export type PickLimits = Readonly<Partial<Record<PickFigure, number>>>;

/**
 * How much a figure counts. A candidate's score is the sum of weight times logarithm of its cost, of top-1 that of its
 * mistakes: with equal weights, half the mistakes are worth as much as half the time.
 */
export type PickWeights = Readonly<Partial<Record<PickFigure, number>>>;
