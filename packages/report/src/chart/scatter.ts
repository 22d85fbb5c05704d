import type { Bounds } from '@convbench/statistics';
import type { CellStanding } from '../view/rankings.js';
import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import type { Rect, Segment } from './geometry.js';
import type { Family } from './marker.js';
import { marker } from './marker.js';
import { placeLabels } from './placeLabels.js';
import { plotAxes, plotFrame } from './plotAxes.js';
import { labelRequest, pointLabel } from './pointLabel.js';
import { px } from './px.js';
import type { Scale } from './scale.js';
import { linearScale, logScale } from './scale.js';
import { segmentLine } from './segmentLine.js';

type Estimated = Bounds & { readonly value: number };

export interface ScatterPoint {
  /** The network's number: its class in the page. */
  readonly index: number;
  readonly label: string;
  readonly family: Family;
  readonly standing: CellStanding;
  /** Positive, for a logarithmic axis. */
  readonly x: Estimated;
  readonly y: Estimated;
  /** Lines of the tooltip. */
  readonly tooltip: string;
}

export interface ScatterOptions {
  readonly width: number;
  readonly height: number;
  readonly xTitle: string;
  readonly yTitle: string;
  /** What a reader is told who cannot see the drawing. */
  readonly description: string;
}

export interface Scatter {
  readonly svg: Markup;
  /** Labels that found no place. */
  readonly unlabelled: readonly string[];
}

const RADIUS = 5;

/** Corners of the step line through the front, from the bottom of the frame to its right edge. */
function frontLine(points: readonly ScatterPoint[], x: Scale, y: Scale, frame: Rect): Segment[] {
  const front = points
    .filter(({ standing }) => standing === 'front')
    .map((point) => ({ x: x.of(point.x.value), y: y.of(point.y.value) }))
    .sort((a, b) => a.x - b.x || a.y - b.y);
  const [first] = front;
  if (first === undefined) return [];
  const corners = [{ x: first.x, y: frame.y + frame.height }];
  for (const point of front) {
    corners.push({ x: point.x, y: corners.at(-1)?.y ?? point.y }, point);
  }
  corners.push({ x: frame.x + frame.width, y: corners.at(-1)?.y ?? first.y });
  return corners.slice(1).map((to, index) => ({ from: corners[index] ?? to, to }));
}

function whiskers({ x: across, y: up }: ScatterPoint, x: Scale, y: Scale): Segment[] {
  const [cx, cy] = [x.of(across.value), y.of(up.value)];
  const horizontal = { from: { x: x.of(across.low), y: cy }, to: { x: x.of(across.high), y: cy } };
  const vertical = { from: { x: cx, y: y.of(up.high) }, to: { x: cx, y: y.of(up.low) } };
  return [horizontal, vertical].filter(
    ({ from, to }) => Math.hypot(to.x - from.x, to.y - from.y) > 0,
  );
}

/**
 * Estimates as marks with their intervals, the Pareto front as a step line, and a label beside each mark. Accuracy
 * upwards on a linear axis, cost across on a logarithmic one. Fixed in size: text is 12 px where it is drawn at its
 * own width.
 */
export function scatter(points: readonly ScatterPoint[], options: ScatterOptions): Scatter {
  const frame = plotFrame({ ...options, left: 44 });
  const ticks = frame.width > 600 ? 9 : 5;
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const x = logScale(xs, [frame.x, frame.x + frame.width], ticks);
  const y = linearScale(ys, [frame.y + frame.height, frame.y], 6);
  const front = frontLine(points, x, y, frame);
  const bars = points.map((point) => whiskers(point, x, y));
  const labels = placeLabels(
    points.map(({ label, standing, ...point }) =>
      labelRequest(label, {
        mark: { x: x.of(point.x.value), y: y.of(point.y.value) },
        radius: RADIUS,
        bold: standing === 'front',
      }),
    ),
    { frame, texts: [], lines: [...front, ...bars.flat()] },
  );
  const groups = points.map(
    (point, index) =>
      markup`<g class="pt net ${point.family} n${point.index} s-${point.standing}"><title>${point.tooltip}</title>${(bars[index] ?? []).map((bar) => segmentLine('ci', bar))}${marker(point.family, x.of(point.x.value), y.of(point.y.value), RADIUS)}${pointLabel(labels[index], point.label)}</g>`,
  );
  const start = front[0];
  const path =
    start &&
    `M${px(start.from.x)} ${px(start.from.y)}${front.map(({ to }) => `L${px(to.x)} ${px(to.y)}`).join('')}`;
  return {
    svg: markup`<svg class="sc" viewBox="0 0 ${options.width} ${options.height}" role="img" aria-label="${options.description}"><g aria-hidden="true">${plotAxes(x, y, frame, options)}</g>${path && markup`<path class="front" d="${path}"/>`}${groups}</svg>`,
    unlabelled: points.flatMap(({ label }, index) => (labels[index] ? [] : [label])),
  };
}
