import type { CurvePoint, EpochPoint } from '@convbench/spec';
import type { Bounds } from '@convbench/statistics';
import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import { thin } from '../stats/thin.js';
import type { Family } from './marker.js';
import { marker } from './marker.js';
import { px } from './px.js';
import type { Scale } from './scale.js';
import { scaleFromZero, tickText } from './scale.js';

export interface LearningCurve {
  readonly family: Family;
  readonly points: readonly CurvePoint[];
  /** Ends of epochs, with what the held-out images said where there are any. */
  readonly epochs?: readonly EpochPoint[];
}

export interface LearningPanelOptions {
  readonly description: string;
  /** Top-1 on the test set in percent, where it was measured. */
  readonly test: (Bounds & { readonly value: number }) | undefined;
}

export interface LearningPanels {
  readonly context: Markup;
  panel(curve: LearningCurve, options: LearningPanelOptions): Markup;
}

const WIDTH = 330;
const HEIGHT = 236;
const LEFT = 36;
const RIGHT = WIDTH - 14;
const ACCURACY = { top: 20, bottom: 126 };
const LOSS = { top: 156, bottom: 208 };
const POINTS = 60;

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

/** Rings at the ends of epochs: accuracy and loss on the images that were held out. */
function validationMarks(
  epochs: readonly EpochPoint[],
  x: Scale,
  accuracy: Scale,
  loss: Scale,
): Markup {
  const held = epochs.flatMap(({ imagesSeen, validation }) =>
    validation ? [{ at: px(x.of(imagesSeen / 1000)), validation }] : [],
  );
  return markup`${thin(held, POINTS).map(
    ({ at, validation }) =>
      markup`<circle class="vd" cx="${at}" cy="${px(accuracy.of(validation.top1 * 100))}" r="3"/><circle class="vd" cx="${at}" cy="${px(Math.max(LOSS.top, loss.of(validation.loss)))}" r="2.5"/>`,
  )}`;
}

/** The lines of all curves in grey: once in the page, shown behind every panel. */
const CONTEXT_ID = 'learning-context';

/**
 * How each network learnt: accuracy on the training batches above, loss below, over the images seen. All panels share
 * their scales. `context` has to be in the same page: it holds the lines of all networks, which every panel shows in
 * grey.
 */
export function learningPanels(curves: readonly LearningCurve[]): LearningPanels {
  const everyPoint = curves.flatMap(({ points }) => points);
  const most = (of: (point: CurvePoint) => number) =>
    everyPoint.reduce((high, point) => Math.max(high, of(point)), 0);
  const lossOf = (point: CurvePoint) => point.loss;
  const top1Of = (point: CurvePoint) => point.trainTop1 * 100;
  const x = scaleFromZero(
    most(({ imagesSeen }) => imagesSeen / 1000),
    [LEFT, RIGHT - 4],
    5,
  );
  const accuracy = scaleFromZero(100, [ACCURACY.bottom, ACCURACY.top], 4);
  const loss = scaleFromZero(most(lossOf), [LOSS.bottom, LOSS.top], 2);
  const lines = (points: readonly CurvePoint[]) =>
    path(points, x, accuracy, top1Of) + path(points, x, loss, lossOf);
  const axes = markup`<g aria-hidden="true">${yAxis(accuracy, 'top-1, %', ACCURACY.top)}${yAxis(loss, 'loss', LOSS.top)}${x.ticks.map((tick) => markup`<text class="tk" x="${px(x.of(tick))}" y="${LOSS.bottom + 16}" text-anchor="middle">${tickText(tick)}</text>`)}<text class="al" x="${RIGHT}" y="${LOSS.top - 8}" text-anchor="end">images seen, thousands</text><line class="ax" x1="${LEFT}" x2="${RIGHT}" y1="${LOSS.bottom}" y2="${LOSS.bottom}"/></g>`;
  return {
    context: markup`<svg class="vh" width="1" height="1" aria-hidden="true"><defs><path id="${CONTEXT_ID}" class="ctx" d="${curves.map(({ points }) => lines(points)).join('')}"/></defs></svg>`,
    panel({ family, points, epochs = [] }, { description, test }) {
      const end = points.at(-1);
      const endX = end === undefined ? 0 : px(x.of(end.imagesSeen / 1000));
      return markup`<svg class="sc" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${description}">${axes}<use href="#${CONTEXT_ID}"/><g class="${family}"><path class="lc" d="${lines(points)}"/>${validationMarks(epochs, x, accuracy, loss)}${
        end &&
        test &&
        markup`<line class="ci" x1="${endX}" x2="${endX}" y1="${px(accuracy.of(test.high))}" y2="${px(accuracy.of(test.low))}"/>${marker(family, endX, accuracy.of(test.value), 4)}`
      }</g></svg>`;
    },
  };
}
