import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec';
import { boundsOf, overlaps } from '@convbench/statistics';

export type Direction = 'higher' | 'lower';
export type Mark = 'best' | 'tied' | undefined;

/**
 * Who is best in one column of comparable figures, by index.
 *
 * `best` only where it is no tie; otherwise `tied` on all that cannot be told from the best. Nobody is marked when
 * a rival was not measured (it might be better), or when there is no rival. `undefined` entries take no part.
 */
export function markBest(figures: readonly (Measured | undefined)[], better: Direction): Mark[] {
  const none = figures.map((): Mark => undefined);
  const rivals = figures.filter((figure) => figure !== undefined);
  if (rivals.length < 2) return none;
  const measured = rivals.filter(isMeasured);
  if (measured.length < rivals.length) return none;
  const sign = better === 'higher' ? 1 : -1;
  const best = measured.reduce((a, b) => (sign * b.value > sign * a.value ? b : a));
  const reaches = (figure: Measured | undefined) =>
    figure !== undefined &&
    isMeasured(figure) &&
    (figure.value === best.value || overlaps(boundsOf(figure), boundsOf(best)));
  const mark: Mark = figures.filter(reaches).length > 1 ? 'tied' : 'best';
  return figures.map((figure) => (reaches(figure) ? mark : undefined));
}
