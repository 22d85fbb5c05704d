import { isMeasured } from '@convbench/spec';
import {
  labelRequest,
  linearScale,
  logScale,
  markup,
  placeLabels,
  plotAxes,
  plotFrame,
  pointLabel,
  px,
  scaleFromZero,
  segmentLine,
} from '@convbench/report';
import type { Markup, Rect, Scale, Segment } from '@convbench/report';
import type { StudyChart } from '../result.js';
import { groupClass, groupMark } from './groupMark.js';
import type { Group } from './groupMark.js';

const SIZE = { width: 760, height: 380, left: 64 };
/** Of a mark, and of one on a line. */
const [RADIUS, SMALL] = [4, 2.5];

interface Place {
  readonly x: number;
  readonly y: number;
  readonly group: Group;
  readonly label: string;
  /** The interval. */
  readonly bar: Segment | undefined;
}

function lineThrough(places: readonly Place[]): Markup | false {
  const [first] = places;
  if (first === undefined) return false;
  const path = [...places]
    .sort((a, b) => a.x - b.x)
    .map(({ x, y }) => `${px(x)} ${px(y)}`)
    .join('L');
  return markup`<path class="curve ${groupClass(first.group)}" d="M${path}"/>`;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** From zero where that is near: a training begins there. */
function scaleOf(
  { logarithmic }: StudyChart['x'],
  ranges: readonly Range[],
  pixels: readonly [number, number],
  ticks: number,
): Scale {
  if (logarithmic) return logScale(ranges, pixels, ticks);
  const least = Math.min(...ranges.map(({ low }) => low));
  const most = Math.max(...ranges.map(({ high }) => high));
  return least >= 0 && least < 0.2 * most
    ? scaleFromZero(1.05 * most, pixels, ticks)
    : linearScale(ranges, pixels, ticks);
}

/** What was measured, and has a place on the axes: a logarithmic one has none for zero. */
function drawable({ x, y, points }: StudyChart) {
  return points.flatMap(({ y: figure, ...point }) => {
    if (!isMeasured(figure) || !Number.isFinite(point.x)) return [];
    const { value, interval } = figure;
    const range: Range = interval ?? { low: value, high: value };
    if ((x.logarithmic && point.x <= 0) || (y.logarithmic && range.low <= 0)) return [];
    return [{ ...point, value, range }];
  });
}

/** Points with their intervals as static SVG; undefined where nothing was measured. */
export function scatter(chart: StudyChart): Markup | undefined {
  const points = drawable(chart);
  if (points.length === 0) return undefined;
  const groups = [...new Set(points.map(({ group }) => group))].map((name, index): Group => ({
    name,
    index,
  }));
  const frame = plotFrame(SIZE);
  const [right, bottom] = [frame.x + frame.width, frame.y + frame.height];
  const across = points.map(({ x }) => ({ low: x, high: x }));
  const up = points.map(({ range }) => range);
  const x = scaleOf(chart.x, across, [frame.x, right], 8);
  const y = scaleOf(chart.y, up, [bottom, frame.y], 6);
  const places = groups.flatMap((group) =>
    points
      .filter((point) => point.group === group.name)
      .map((point): Place => {
        const at = x.of(point.x);
        const { low, high } = point.range;
        return {
          x: at,
          y: y.of(point.value),
          group,
          label: point.label,
          bar:
            high > low
              ? { from: { x: at, y: y.of(high) }, to: { x: at, y: y.of(low) } }
              : undefined,
        };
      }),
  );
  const radius = chart.connected === true ? SMALL : RADIUS;
  const titles = { xTitle: chart.x.title, yTitle: chart.y.title };
  return markup`<figure><svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${chart.title}">${plotAxes(x, y, frame, titles)}${
    chart.connected === true &&
    groups.map((group) => lineThrough(places.filter((place) => place.group === group)))
  }${places.map(
    (place) =>
      markup`${place.bar && segmentLine(`bar ${groupClass(place.group)}`, place.bar)}${groupMark(place.group, place.x, place.y, radius)}`,
  )}${names(places, frame)}</svg><figcaption>${chart.title}${groups.length > 1 && legend(groups)}</figcaption></figure>`;
}

/** Names beside their points; one without a readable place is left out: it stands in the table. */
function names(places: readonly Place[], frame: Rect): Markup[] {
  const named = places.filter(({ label }) => label !== '');
  const labels = placeLabels(
    named.map(({ label, x, y }) => labelRequest(label, { mark: { x, y }, radius: RADIUS })),
    {
      frame,
      texts: places
        .filter(({ label }) => label === '')
        .map(({ x, y }) => ({
          x: x - RADIUS,
          y: y - RADIUS,
          width: 2 * RADIUS,
          height: 2 * RADIUS,
        })),
      lines: places.flatMap(({ bar }) => bar ?? []),
    },
  );
  return named.map(({ label }, at) => markup`${pointLabel(labels[at], label)}`);
}

function legend(groups: readonly Group[]): Markup {
  return markup`<span class="legend">${groups.map(
    (group) =>
      markup`<span><svg class="key" viewBox="0 0 14 14" aria-hidden="true">${groupMark(group, 7, 7, RADIUS)}</svg>${group.name}</span>`,
  )}</span>`;
}
