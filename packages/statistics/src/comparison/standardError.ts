import { fisherDistribution } from '../distributions/fisherF.js';
import type { Scatter } from './noise.js';

export interface StandardError {
  readonly value: number;
  readonly degreesOfFreedom: number;
  /** Whether the run's other cells speak in it. */
  readonly borrowed: boolean;
}

interface Side {
  readonly scatter: Scatter;
  readonly rounds: number;
}

/** Beyond this part of the distribution of a ratio of variances the pair counts as noisier than the other cells. */
const NOISIER = 0.75;

/**
 * Standard error of the difference of two means of logarithms, with few processes each.
 *
 * Three rounds leave a pair two to four degrees of freedom: by chance their scatter is often far too small or too
 * large. The other cells of the run were measured on the same machine in the same rounds, so their usual scatter
 * (`others`) is averaged in, with at most the weight of one cell's rounds times two (the moderated t of Smyth, 2004,
 * with a fixed weight). A pair that scatters more than the others do is left alone: Welch and Satterthwaite.
 */
export function standardError(a: Side, b: Side, others: Scatter | undefined): StandardError {
  const perA = a.scatter.variance / a.rounds;
  const perB = b.scatter.variance / b.rounds;
  const own = perA + perB;
  if (own === 0 && (others === undefined || others.variance === 0)) {
    return { value: 0, degreesOfFreedom: 1, borrowed: false };
  }
  const ownDf =
    own === 0
      ? a.scatter.degreesOfFreedom + b.scatter.degreesOfFreedom
      : own ** 2 /
        (perA ** 2 / a.scatter.degreesOfFreedom + perB ** 2 / b.scatter.degreesOfFreedom);
  if (others === undefined) {
    return { value: Math.sqrt(own), degreesOfFreedom: ownDf, borrowed: false };
  }
  const usual = others.variance * (1 / a.rounds + 1 / b.rounds);
  const excess = usual === 0 ? Infinity : own / usual;
  if (fisherDistribution(excess, ownDf, others.degreesOfFreedom) > NOISIER) {
    return { value: Math.sqrt(own), degreesOfFreedom: ownDf, borrowed: false };
  }
  const weight = Math.min(others.degreesOfFreedom, 2 * (Math.min(a.rounds, b.rounds) - 1));
  const degreesOfFreedom = ownDf + weight;
  const value = Math.sqrt((ownDf * own + weight * usual) / degreesOfFreedom);
  return { value, degreesOfFreedom, borrowed: true };
}
