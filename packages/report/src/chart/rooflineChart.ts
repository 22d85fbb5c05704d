import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import type { Bounds } from '../stats/interval.js';
import type { Rect, Segment } from './geometry.js';
import type { Family } from './marker.js';
import { marker } from './marker.js';
import { placeLabels } from './placeLabels.js';
import { px } from './px.js';
import { logScale, tickText } from './scale.js';
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
const MARGIN = { left: 52, right: 16, top: 26, bottom: 46 };
const RADIUS = 5;

/**
 * Arithmetic done per second over arithmetic per byte, both logarithmic, under the machine's measured roofs (Williams,
 * Waterman and Patterson 2009). Returns the drawing and the labels that found no place.
 */
export function rooflineChart(
  points: readonly RooflinePoint[],
  roofs: Roofs,
  { width, height, description }: RooflineOptions,
): { readonly svg: Markup; readonly unlabelled: readonly string[] } {
  const frame: Rect = {
    x: MARGIN.left,
    y: MARGIN.top,
    width: width - MARGIN.left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
  const [right, bottom] = [frame.x + frame.width, frame.y + frame.height];
  const exact = (value: number) => ({ low: value, high: value });
  const top = roofs.flat.map(({ perSecond }) => exact(perSecond));
  const x = logScale(
    points.map(({ intensity }) => exact(intensity)),
    [frame.x, right],
    width > 500 ? 8 : 5,
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
    points.map(({ label, intensity, achieved }) => ({
      mark: { x: x.of(intensity), y: y.of(achieved.value) },
      radius: RADIUS,
      width: textWidth(label, FONT_SIZE),
      height: FONT_SIZE + 3,
    })),
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
  const line = (className: string, { from, to }: Segment) =>
    markup`<line class="${className}" x1="${px(from.x)}" x2="${px(to.x)}" y1="${px(from.y)}" y2="${px(to.y)}"/>`;
  const marks = points.map((point, index) => {
    const placed = labels[index];
    const anchor =
      placed &&
      placed.box.x +
        { start: 0, middle: placed.box.width / 2, end: placed.box.width }[placed.anchor];
    return markup`<g class="pt net ${point.family} n${point.index}"><title>${point.tooltip}</title>${(bars[index] ?? []).map((bar) => line('ci', bar))}${placed?.leader && line('lead', placed.leader)}${marker(point.family, x.of(point.intensity), y.of(point.achieved.value), RADIUS)}${placed && anchor !== undefined && markup`<text class="lb" x="${px(anchor)}" y="${px(placed.box.y + FONT_SIZE - 0.5)}" text-anchor="${placed.anchor}">${point.label}</text>`}</g>`;
  });
  return {
    svg: markup`<svg class="sc" viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}"><g aria-hidden="true">${x.ticks.map(
      (tick) => {
        const at = px(x.of(tick));
        return markup`<line class="gl" x1="${at}" x2="${at}" y1="${frame.y}" y2="${bottom}"/><text class="tk" x="${at}" y="${bottom + 18}" text-anchor="middle">${tickText(tick)}</text>`;
      },
    )}${y.ticks.map((tick) => {
      const at = px(y.of(tick));
      return markup`<line class="gl" x1="${frame.x}" x2="${right}" y1="${at}" y2="${at}"/><text class="tk" x="${frame.x - 8}" y="${px(at + 4)}" text-anchor="end">${tickText(tick)}</text>`;
    })}<line class="ax" x1="${frame.x}" x2="${right}" y1="${bottom}" y2="${bottom}"/><text class="al" x="${right}" y="${height - 6}" text-anchor="end">FLOP for each byte moved (log)</text><text class="al" x="2" y="12">achieved GFLOP/s (log)</text>${flat.map(({ name, at, segment }) => markup`${line('roof', segment)}<text class="tk" x="${frame.x + 4}" y="${px(at - 4)}">${name}</text>`)}${slope.map((segment) => line('roof', segment))}</g>${marks}</svg>`,
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
