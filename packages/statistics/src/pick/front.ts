import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec/plain';
import { asCost, standings, type Cost, type Standing } from '../front/paretoFront.js';
import { boundsOf } from '../summary/bounds.js';
import { moreIsBetter, type PickCandidate, type PickFigure } from './figures.js';

/** `unknown`: a figure was not measured. */
export type FrontStanding = Standing | 'unknown';

function costOf(figure: PickFigure, measured: Measured): Cost | undefined {
  if (!isMeasured(measured)) return undefined;
  const cost = { ...boundsOf(measured), value: measured.value };
  return moreIsBetter(figure) ? asCost(cost) : cost;
}

/** The standing of each candidate among all, by index, in the figures that count. */
export function frontOf(
  candidates: readonly PickCandidate[],
  figures: readonly PickFigure[],
): FrontStanding[] {
  const costs = candidates.map((candidate) => {
    const each = figures.map((figure) => costOf(figure, candidate.figures[figure]));
    return each.every((cost) => cost !== undefined) ? each : undefined;
  });
  const known = costs.filter((each) => each !== undefined);
  const standing = standings(known);
  return costs.map((own) =>
    own === undefined ? 'unknown' : (standing[known.indexOf(own)] as Standing),
  );
}
