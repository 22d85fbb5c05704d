import type { CurvePoint } from '@convbench/spec';
import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import type { Bounds } from '../stats/interval.js';
import { thin } from '../stats/thin.js';
import type { Family } from './marker.js';
import { marker } from './marker.js';
import { px } from './px.js';
import type { Scale } from './scale.js';
import { scaleFromZero, tickText } from './scale.js';

export interface LearningCurve {
  readonly family: Family;
  readonly points: readonly CurvePoint[];
}

export interface LearningPanelOptions {
  readonly description: string;
  /** Top-1 on the test set in percent, where it was measured. */
  readonly test: (Bounds & { readonly value: number }) | undefined;
}

const WIDTH = 330;
const HEIGHT = 236;
const LEFT = 36;
const RIGHT = WIDTH - 14;
const ACCURACY = { top: 20, bottom: 126 };
const LOSS = { top: 156, bottom: 208 };
const POINTS = 80;

function path(
  points: readonly CurvePoint[],
  x: Scale,
  y: Scale,
  value: (point: CurvePoint) => number,
): string {
  const corners = thin(points, POINTS).map(
    (point) => `${px(x.of(point.imagesSeen / 1000))} ${px(y.of(value(point)))}`,
  );
  return corners.length === 0 ? '' : `M${corners.join('L')}`;
}

const yAxis = (y: Scale, title: string, top: number) =>
  markup`${y.ticks.map((tick) => {
    const at = px(y.of(tick));
    return markup`<line class="gl" x1="${LEFT}" x2="${RIGHT}" y1="${at}" y2="${at}"/><text class="tk" x="${LEFT - 6}" y="${px(at + 4)}" text-anchor="end">${tickText(tick)}</text>`;
  })}<text class="al" x="0" y="${top - 8}">${title}</text>`;

const most = (values: readonly number[]) =>
  values.reduce((high, value) => Math.max(high, value), 0);

/**
 * How one network learnt: accuracy on the training batches above, loss below, over the images seen. The other
 * networks of the run are grey lines for scale; all panels of a report share their scales.
 */
export function learningPanel(
  curve: LearningCurve,
  all: readonly LearningCurve[],
  { description, test }: LearningPanelOptions,
): Markup {
  const everyPoint = all.flatMap(({ points }) => points);
  const x = scaleFromZero(
    most(everyPoint.map(({ imagesSeen }) => imagesSeen / 1000)),
    [LEFT, RIGHT - 4],
    5,
  );
  const accuracy = scaleFromZero(100, [ACCURACY.bottom, ACCURACY.top], 4);
  const loss = scaleFromZero(
    most(everyPoint.map((point) => point.loss)),
    [LOSS.bottom, LOSS.top],
    3,
  );
  const top1 = ({ trainTop1 }: CurvePoint) => trainTop1 * 100;
  const lossOf = (point: CurvePoint) => point.loss;
  const others = all.filter((other) => other !== curve);
  const end = curve.points.at(-1);
  const endX = end === undefined ? 0 : px(x.of(end.imagesSeen / 1000));
  return markup`<svg class="sc" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${description}">${yAxis(accuracy, 'top-1, %', ACCURACY.top)}${yAxis(loss, 'loss', LOSS.top)}${x.ticks.map((tick) => markup`<text class="tk" x="${px(x.of(tick))}" y="${LOSS.bottom + 16}" text-anchor="middle">${tickText(tick)}</text>`)}<text class="al" x="${RIGHT}" y="${LOSS.top - 8}" text-anchor="end">images seen, thousands</text><line class="ax" x1="${LEFT}" x2="${RIGHT}" y1="${LOSS.bottom}" y2="${LOSS.bottom}"/>${others.map(({ points }) => markup`<path class="ctx" d="${path(points, x, accuracy, top1)}"/><path class="ctx" d="${path(points, x, loss, lossOf)}"/>`)}<g class="${curve.family}"><path class="lc" d="${path(curve.points, x, accuracy, top1)}"/><path class="lc" d="${path(curve.points, x, loss, lossOf)}"/>${
    end &&
    test &&
    markup`<line class="ci" x1="${endX}" x2="${endX}" y1="${px(accuracy.of(test.high))}" y2="${px(accuracy.of(test.low))}"/>${marker(curve.family, endX, accuracy.of(test.value), 4)}`
  }</g></svg>`;
}
