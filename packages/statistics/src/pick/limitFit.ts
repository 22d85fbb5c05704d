import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { boundsOf } from '../summary/bounds.js';
import { moreIsBetter, type PickFigure, type PickLimits } from './figures.js';

/**
 * `sure`: the whole interval keeps the limit. `likely`: the estimate does, part of the interval does not. `unlikely`: the
 * estimate does not, part of the interval does. `no`: nothing of it does. `unknown`: there is no figure.
 */
export type Fit = 'sure' | 'likely' | 'unlikely' | 'no' | 'unknown';

export interface LimitFit {
  readonly figure: PickFigure;
  readonly limit: number;
  readonly measured: Measured;
  readonly fit: Fit;
  /** The distance by which the estimate misses the limit, in the figure's unit; 0 where it keeps it, null where it is not known. */
  readonly miss: number | null;
  /** The same over the limit. */
  readonly relativeMiss: number | null;
}

/** Whether a figure keeps a limit, and how sure that is. */
export function fitOf(figure: PickFigure, limit: number, measured: Measured): LimitFit {
  const base = { figure, limit, measured };
  if (!isMeasured(measured)) return { ...base, fit: 'unknown', miss: null, relativeMiss: null };
  const { value } = measured;
  const { low, high } = boundsOf(measured);
  const sign = moreIsBetter(figure) ? 1 : -1;
  const keeps = (x: number) => sign * x >= sign * limit;
  const [worst, best] = sign > 0 ? [low, high] : [high, low];
  const fit = keeps(value) ? (keeps(worst) ? 'sure' : 'likely') : keeps(best) ? 'unlikely' : 'no';
  const miss = keeps(value) ? 0 : Math.abs(value - limit);
  return { ...base, fit, miss, relativeMiss: miss === 0 ? 0 : miss / Math.abs(limit) };
}

export function fitsOf(
  figures: Readonly<Record<PickFigure, Measured>>,
  limits: PickLimits,
): LimitFit[] {
  return (Object.entries(limits) as [PickFigure, number][]).map(([figure, limit]) =>
    fitOf(figure, limit, figures[figure]),
  );
}

const ORDER: readonly Fit[] = ['sure', 'likely', 'unlikely', 'unknown', 'no'];

/** The fit of the limit that is kept worst; without limits everything fits. */
export function worstFit(fits: readonly LimitFit[]): Fit {
  return fits.reduce<Fit>(
    (worst, { fit }) => (ORDER.indexOf(fit) > ORDER.indexOf(worst) ? fit : worst),
    'sure',
  );
}
