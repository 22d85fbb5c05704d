import type { CurvePoint } from '@convbench/spec';
import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import { thin } from '../stats/thin.js';
import type { Family } from './marker.js';
import { marker } from './marker.js';
import { placeLabels } from './placeLabels.js';
import { labelRequest, pointLabel } from './pointLabel.js';
import { px } from './px.js';
import { scaleFromZero, tickText } from './scale.js';

export interface TimedCurve {
  readonly index: number;
  readonly label: string;
  readonly family: Family;
  readonly points: readonly CurvePoint[];
}

const WIDTH = 330;
const HEIGHT = 210;
const FRAME = { x: 36, y: 20, width: WIDTH - 36 - 14, height: 146 };
const POINTS = 40;
const RADIUS = 3;

/** Seconds in the unit of an axis that ends there. */
function unitFor(seconds: number): { readonly name: string; readonly seconds: number } {
  if (seconds < 180) return { name: 'seconds', seconds: 1 };
  return seconds < 3 * 3600 ? { name: 'minutes', seconds: 60 } : { name: 'hours', seconds: 3600 };
}

export interface TimePanel {
  readonly svg: Markup;
  /** Curves that no readable place was left to name at. */
  readonly unlabelled: readonly string[];
}

/** Accuracy on the training batches over the time of training, for networks of one family; all share their axes. */
export function timePanels(curves: readonly TimedCurve[]) {
  const most = curves.reduce(
    (end, { points }) => Math.max(end, points.at(-1)?.elapsedSeconds ?? 0),
    0,
  );
  const unit = unitFor(most);
  const x = scaleFromZero(most / unit.seconds, [FRAME.x, FRAME.x + FRAME.width - 4], 5);
  const bottom = FRAME.y + FRAME.height;
  const y = scaleFromZero(100, [bottom, FRAME.y], 4);
  const right = FRAME.x + FRAME.width;
  return function panel(shown: readonly TimedCurve[], description: string): TimePanel {
    const drawn = shown.map((curve) => ({
      ...curve,
      corners: thin(curve.points, POINTS).map(({ elapsedSeconds, trainTop1 }) => ({
        x: x.of(elapsedSeconds / unit.seconds),
        y: y.of(trainTop1 * 100),
      })),
    }));
    const ends = drawn.map(({ corners }) => corners.at(-1) ?? { x: FRAME.x, y: bottom });
    const labels = placeLabels(
      drawn.map(({ label }, at) =>
        labelRequest(label, { mark: ends[at] ?? { x: 0, y: 0 }, radius: RADIUS }),
      ),
      {
        frame: FRAME,
        texts: [],
        lines: drawn.flatMap(({ corners }) =>
          corners.slice(1).map((to, at) => ({ from: corners[at] ?? to, to })),
        ),
      },
    );
    const unlabelled = drawn.flatMap(({ label }, at) => (labels[at] ? [] : [label]));
    const svg = markup`<svg class="sc" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${description}"><g aria-hidden="true">${y.ticks.map(
      (tick) => {
        const at = px(y.of(tick));
        return markup`<line class="gl" x1="${FRAME.x}" x2="${right}" y1="${at}" y2="${at}"/><text class="tk" x="${FRAME.x - 6}" y="${px(at + 4)}" text-anchor="end">${tickText(tick)}</text>`;
      },
    )}${x.ticks.map((tick) => markup`<text class="tk" x="${px(x.of(tick))}" y="${bottom + 16}" text-anchor="middle">${tickText(tick)}</text>`)}<text class="al" x="0" y="${FRAME.y - 8}">top-1, %</text><text class="al" x="${right}" y="${bottom + 34}" text-anchor="end">${unit.name} of training</text><line class="ax" x1="${FRAME.x}" x2="${right}" y1="${bottom}" y2="${bottom}"/></g>${drawn.map(
      ({ corners, family, index, label }, at) => {
        const end = ends[at];
        const path = corners.map((corner) => `${px(corner.x)} ${px(corner.y)}`).join('L');
        return markup`<g class="pt net ${family} n${index}"><title>${label}</title>${path && markup`<path class="lc" d="M${path}"/>`}${end && marker(family, end.x, end.y, RADIUS)}${pointLabel(labels[at], label)}</g>`;
      },
    )}</svg>`;
    return { svg, unlabelled };
  };
}
