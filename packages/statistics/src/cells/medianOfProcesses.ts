import { isMeasured } from '@convbench/spec';
import type { Measured } from '@convbench/spec';
import { notMeasured } from '../summary/notMeasured.js';
import { median } from '../summary/quantile.js';

/**
 * Median of what several processes measured of the same figure. What a single process says keeps its own interval,
 * which knows of no spread between processes. Where none measured it, the first one's reason.
 */
export function medianOfProcesses(figures: readonly Measured[]): Measured {
  const sound = figures.map(finite);
  const measured = sound.filter(isMeasured);
  const [only, ...others] = measured;
  if (only === undefined) return sound[0] ?? notMeasured('no process measured it');
  if (others.length === 0) return only;
  return { value: median(measured.map(({ value }) => value)) };
}

/** A record that was not validated may hold what is no number. */
function finite(figure: Measured): Measured {
  if (!isMeasured(figure) || Number.isFinite(figure.value)) return figure;
  return notMeasured(`the record holds ${figure.value}`);
}
