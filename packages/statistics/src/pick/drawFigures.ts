import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { normalQuantile } from '../distributions/normal.js';
import { PICK_FIGURES, type PickCandidate, type PickFigure } from './figures.js';

/**
 * Candidates as they might be: each figure that has an interval is moved within what the interval allows, by a normal
 * distribution of its own on either side of the estimate, independently of all others; its interval moves along.
 * Figures without one stay. The same seed gives the same sequence.
 */
export function figureDrawer(
  candidates: readonly PickCandidate[],
  seed: number,
): () => PickCandidate[] {
  const generator = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(generator);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return () =>
    candidates.map((candidate) => ({
      ...candidate,
      figures: Object.fromEntries(
        PICK_FIGURES.map((figure) => [figure, moved(figure, candidate.figures[figure], normal)]),
      ) as Record<PickFigure, Measured>,
    }));
}

function moved(figure: PickFigure, measured: Measured, normal: () => number): Measured {
  if (!isMeasured(measured) || measured.interval === undefined) return measured;
  const { value, interval } = measured;
  const { low, high, confidence } = interval;
  const inDeviations = normal() / normalQuantile(0.5 + confidence / 2);
  const step = inDeviations * (inDeviations < 0 ? value - low : high - value);
  const drawn = Math.min(Math.max(0, value + step), figure === 'top1' ? 1 : Infinity);
  const shift = drawn - value;
  return { value: drawn, interval: { low: low + shift, high: high + shift, confidence } };
}
