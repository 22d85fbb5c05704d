import type { Bounds } from '@convbench/statistics';
import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import type { Rect, Segment } from './geometry.js';
import type { Family } from './marker.js';
import { marker } from './marker.js';
import { placeLabels } from './placeLabels.js';
import { plotAxes, plotFrame } from './plotAxes.js';
import { labelRequest, pointLabel } from './pointLabel.js';
import { px } from './px.js';
import { logScale } from './scale.js';
import { segmentLine } from './segmentLine.js';
import { textWidth } from './textWidth.js';

export interface RooflinePoint {
  readonly index: number;
  readonly label: string;
  readonly family: Family;
  /** FLOP for each byte moved. */
  readonly intensity: number;
  /** GFLOP/s. */
  readonly achieved: Bounds & { readonly value: number };
  readonly tooltip: string;
}

export interface Roofs {
  /** GFLOP/s of each kind of arithmetic, with its name. */
  readonly flat: readonly { readonly name: string; readonly perSecond: number }[];
  /** GB/s. */
  readonly bandwidth: number | undefined;
}

export interface RooflineOptions {
  readonly width: number;
  readonly height: number;
  readonly description: string;
}

const FONT_SIZE = 12;
const RADIUS = 5;

/**
 * Arithmetic done per second over arithmetic per byte, both logarithmic, under the machine's measured roofs (Williams,
 * Waterman and Patterson 2009). Returns the drawing and the labels that found no place.
 */
export function rooflineChart(
  points: readonly RooflinePoint[],
  roofs: Roofs,
  { description, ...size }: RooflineOptions,
): { readonly svg: Markup; readonly unlabelled: readonly string[] } {
  const frame = plotFrame({ ...size, left: 52 });
  const [right, bottom] = [frame.x + frame.width, frame.y + frame.height];
  const exact = (value: number) => ({ low: value, high: value });
  const top = roofs.flat.map(({ perSecond }) => exact(perSecond));
  const x = logScale(
    points.map(({ intensity }) => exact(intensity)),
    [frame.x, right],
    size.width > 500 ? 8 : 5,
  );
  const y = logScale([...points.map(({ achieved }) => achieved), ...top], [bottom, frame.y], 6);
  const highest = Math.max(...roofs.flat.map(({ perSecond }) => perSecond));
  const flat = roofs.flat.map(({ name, perSecond }) => {
    const at = y.of(perSecond);
    return { name, at, segment: { from: { x: frame.x, y: at }, to: { x: right, y: at } } };
  });
  const slope = slopeOf(points, roofs.bandwidth, highest, frame, x.of, y.of);
  const bars = points.map((point): Segment[] => {
    const at = x.of(point.intensity);
    const from = { x: at, y: y.of(point.achieved.high) };
    const to = { x: at, y: y.of(point.achieved.low) };
    return to.y > from.y ? [{ from, to }] : [];
  });
  const labels = placeLabels(
    points.map(({ label, intensity, achieved }) =>
      labelRequest(label, {
        mark: { x: x.of(intensity), y: y.of(achieved.value) },
        radius: RADIUS,
      }),
    ),
    {
      frame,
      texts: flat.map(({ name, at }) => ({
        x: frame.x + 4,
        y: at - 16,
        width: textWidth(name, FONT_SIZE),
        height: 15,
      })),
      lines: [...flat.map(({ segment }) => segment), ...slope, ...bars.flat()],
    },
  );
  const marks = points.map(
    (point, index) =>
      markup`<g class="pt net ${point.family} n${point.index}"><title>${point.tooltip}</title>${(bars[index] ?? []).map((bar) => segmentLine('ci', bar))}${marker(point.family, x.of(point.intensity), y.of(point.achieved.value), RADIUS)}${pointLabel(labels[index], point.label)}</g>`,
  );
  const titles = { xTitle: 'FLOP for each byte moved (log)', yTitle: 'achieved GFLOP/s (log)' };
  return {
    svg: markup`<svg class="sc" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${description}"><g aria-hidden="true">${plotAxes(x, y, frame, titles)}${flat.map(({ name, at, segment }) => markup`${segmentLine('roof', segment)}<text class="tk" x="${frame.x + 4}" y="${px(at - 4)}">${name}</text>`)}${slope.map((segment) => segmentLine('roof', segment))}</g>${marks}</svg>`,
    unlabelled: points.flatMap(({ label }, index) => (labels[index] ? [] : [label])),
  };
}

/** The roof of memory where it lies in the frame: GFLOP/s = GB/s times FLOP a byte, up to the highest flat roof. */
function slopeOf(
  points: readonly RooflinePoint[],
  bandwidth: number | undefined,
  highest: number,
  frame: Rect,
  x: (value: number) => number,
  y: (value: number) => number,
): Segment[] {
  if (bandwidth === undefined || points.length === 0) return [];
  const lows = points.map(({ intensity }) => intensity);
  const [least, most] = [Math.min(...lows) / 2, Math.max(...lows) * 2];
  const ridge = highest / bandwidth;
  const inside = (value: number) => {
    const [atX, atY] = [x(value), y(bandwidth * value)];
    return (
      atX >= frame.x &&
      atX <= frame.x + frame.width &&
      atY >= frame.y &&
      atY <= frame.y + frame.height
    );
  };
  const steps = Array.from({ length: 60 }, (_, at) => least * (most / least) ** (at / 59));
  const drawn = [...steps.filter((value) => value < ridge), ridge].filter(inside);
  const [first, last] = [drawn[0], drawn.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  return [
    { from: { x: x(first), y: y(bandwidth * first) }, to: { x: x(last), y: y(bandwidth * last) } },
  ];
}
