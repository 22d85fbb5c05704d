import { isMeasured } from '@convbench/spec';
import {
  FAMILIES,
  labelRequest,
  linearScale,
  logScale,
  marker,
  markup,
  placeLabels,
  plotAxes,
  plotFrame,
  pointLabel,
  px,
  scaleFromZero,
  segmentLine,
} from '@convbench/report';
import type { Markup, Scale, Segment } from '@convbench/report';
import type { StudyChart } from '../result.js';

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

interface Group {
  readonly name: string;
  readonly index: number;
}

const familyOf = ({ name }: Group) => FAMILIES.find((family) => family === name);

/** What gives a group its colour: families have the one that they have in every report. */
const classOf = (group: Group): string => familyOf(group) ?? `g${group.index % 4}`;

/** The form tells groups apart as well as the colour does. */
function mark(group: Group, x: number, y: number, radius = RADIUS): Markup {
  const family = familyOf(group);
  return markup`<g class="${classOf(group)}">${family ? marker(family, x, y, radius) : shape(group.index, x, y, radius)}</g>`;
}

function shape(index: number, x: number, y: number, radius: number): Markup {
  const side = radius * 0.9;
  const tip = radius * 1.25;
  switch (index % 4) {
    case 0:
      return markup`<circle class="mk" cx="${px(x)}" cy="${px(y)}" r="${radius}"/>`;
    case 1:
      return markup`<rect class="mk" x="${px(x - side)}" y="${px(y - side)}" width="${px(2 * side)}" height="${px(2 * side)}"/>`;
    case 2:
      return markup`<path class="mk" d="M${px(x)} ${px(y - tip)}l${px(tip)} ${px(1.8 * tip)}h-${px(2 * tip)}z"/>`;
    default:
      return markup`<path class="mk" d="M${px(x)} ${px(y - tip)}l${px(tip)} ${px(tip)}l-${px(tip)} ${px(tip)}l-${px(tip)} -${px(tip)}z"/>`;
  }
}

function lineThrough(places: readonly Place[]): Markup | false {
  const [first] = places;
  if (first === undefined) return false;
  const path = [...places]
    .sort((a, b) => a.x - b.x)
    .map(({ x, y }) => `${px(x)} ${px(y)}`)
    .join('L');
  return markup`<path class="curve ${classOf(first.group)}" d="M${path}"/>`;
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

/** Points with their intervals as static SVG; undefined where nothing was measured. */
export function scatter(chart: StudyChart): Markup | undefined {
  const points = chart.points.flatMap((point) => {
    if (!isMeasured(point.y) || !Number.isFinite(point.x)) return [];
    const { value, interval } = point.y;
    return [{ ...point, value, interval, range: interval ?? { low: value, high: value } }];
  });
  if (points.length === 0) return undefined;
  const groups = [...new Set(points.map(({ group }) => group))].map((name, index) => ({
    name,
    index,
  }));
  const groupOf = new Map(groups.map((group) => [group.name, group]));
  const frame = plotFrame(SIZE);
  const [right, bottom] = [frame.x + frame.width, frame.y + frame.height];
  const across = points.map(({ x }) => ({ low: x, high: x }));
  const up = points.map(({ range }) => range);
  const x = scaleOf(chart.x, across, [frame.x, right], 8);
  const y = scaleOf(chart.y, up, [bottom, frame.y], 6);
  const places = points.map((point): Place => {
    const at = x.of(point.x);
    const { low, high } = point.range;
    return {
      x: at,
      y: y.of(point.value),
      group: groupOf.get(point.group) ?? { name: point.group, index: 0 },
      label: point.label,
      bar: point.interval && { from: { x: at, y: y.of(high) }, to: { x: at, y: y.of(low) } },
    };
  });
  const radius = chart.connected === true ? SMALL : RADIUS;
  const titles = { xTitle: chart.x.title, yTitle: chart.y.title };
  return markup`<figure><svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${chart.title}">${plotAxes(x, y, frame, titles)}${
    chart.connected === true &&
    groups.map((group) => lineThrough(places.filter((place) => place.group === group)))
  }${places.map(
    (place) =>
      markup`${place.bar && segmentLine(`bar ${classOf(place.group)}`, place.bar)}${mark(place.group, place.x, place.y, radius)}`,
  )}${names(places, frame)}</svg><figcaption>${chart.title}${groups.length > 1 && legend(groups)}</figcaption></figure>`;
}

/** Names beside their points; one without a readable place is left out: it stands in the table. */
function names(places: readonly Place[], frame: ReturnType<typeof plotFrame>): Markup[] {
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
      markup`<span><svg class="key" viewBox="0 0 14 14" aria-hidden="true">${mark(group, 7, 7)}</svg>${group.name}</span>`,
  )}</span>`;
}
