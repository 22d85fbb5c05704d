import { isMeasured } from '@convbench/spec';
import { markup } from '@convbench/report';
import type { Markup } from '@convbench/report';
import type { StudyChart } from '../result.js';
import { tickText, ticksOf } from './ticks.js';

const [WIDTH, HEIGHT] = [760, 380];
const MARGIN = { left: 84, right: 24, top: 14, bottom: 48 };

type Axis = StudyChart['x'];

interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

function scaleOf(values: readonly number[], axis: Axis, from: number, to: number): Scale {
  const transform = (value: number) =>
    axis.logarithmic ? Math.log(Math.max(value, Number.MIN_VALUE)) : value;
  const [least, most] = [Math.min(...values.map(transform)), Math.max(...values.map(transform))];
  const room = (most - least || Math.abs(most) || 1) * 0.06;
  const [low, high] = [least - room, most + room];
  const place = (value: number) => from + ((transform(value) - low) / (high - low)) * (to - from);
  const back = (at: number) => (axis.logarithmic ? Math.exp(at) : at);
  return { place, ticks: ticksOf(back(low), back(high), axis.logarithmic) };
}

const px = (value: number) => String(Math.round(value * 10) / 10);

/** The form tells groups apart as well as the colour does. */
function mark(group: number, x: number, y: number): Markup {
  const kind = `g${group % 4}`;
  switch (group % 4) {
    case 0:
      return markup`<circle class="${kind}" cx="${px(x)}" cy="${px(y)}" r="4"/>`;
    case 1:
      return markup`<rect class="${kind}" x="${px(x - 3.5)}" y="${px(y - 3.5)}" width="7" height="7"/>`;
    case 2:
      return markup`<path class="${kind}" d="M${px(x)} ${px(y - 5)}l5 9h-10z"/>`;
    default:
      return markup`<path class="${kind}" d="M${px(x)} ${px(y - 5)}l5 5l-5 5l-5-5z"/>`;
  }
}

/** Points with their intervals as static SVG; undefined where nothing was measured. */
export function scatter(chart: StudyChart): Markup | undefined {
  const points = chart.points.flatMap((point) =>
    isMeasured(point.y) && Number.isFinite(point.x) ? [{ ...point, y: point.y }] : [],
  );
  if (points.length === 0) return undefined;
  const groups = [...new Set(points.map(({ group }) => group))];
  const [left, right] = [MARGIN.left, WIDTH - MARGIN.right];
  const [bottom, top] = [HEIGHT - MARGIN.bottom, MARGIN.top];
  const x = scaleOf(
    points.map((point) => point.x),
    chart.x,
    left,
    right,
  );
  const ends = points.flatMap(({ y: { value, interval } }) =>
    interval === undefined ? [value] : [value, interval.low, interval.high],
  );
  const y = scaleOf(ends, chart.y, bottom, top);
  return markup`<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${chart.title}">${y.ticks.map(
    (tick) =>
      markup`<line class="grid" x1="${left}" x2="${right}" y1="${px(y.place(tick))}" y2="${px(y.place(tick))}"/><text class="tick" text-anchor="end" x="${left - 8}" y="${px(y.place(tick) + 4)}">${tickText(tick)}</text>`,
  )}${x.ticks.map(
    (tick) =>
      markup`<text class="tick" text-anchor="middle" x="${px(x.place(tick))}" y="${bottom + 18}">${tickText(tick)}</text>`,
  )}<text class="axis" text-anchor="middle" x="${(left + right) / 2}" y="${HEIGHT - 8}">${chart.x.title}</text><text class="axis" text-anchor="middle" transform="translate(14 ${(top + bottom) / 2}) rotate(-90)">${chart.y.title}</text>${points.map(
    ({ x: at, y: { value, interval }, group }) => {
      const [cx, cy] = [x.place(at), y.place(value)];
      const index = groups.indexOf(group);
      const bar =
        interval &&
        markup`<line class="bar g${index % 4}" x1="${px(cx)}" x2="${px(cx)}" y1="${px(y.place(interval.low))}" y2="${px(y.place(interval.high))}"/>`;
      return markup`${bar}${mark(index, cx, cy)}`;
    },
  )}${names(
    points.map((point) => ({
      label: point.label,
      cx: x.place(point.x),
      cy: y.place(point.y.value),
    })),
    right,
  )}</svg><figcaption>${chart.title}${groups.length > 1 && legend(groups)}</figcaption></figure>`;
}

interface Place {
  readonly label: string;
  readonly cx: number;
  readonly cy: number;
}

/** Of an average letter of the labels, in pixels, and the height of a line. */
const [LETTER, LINE] = [6.4, 13];

/** Names beside their points; one that would lie over another name or point is left out: it stands in the table. */
function names(places: readonly Place[], right: number): Markup[] {
  const taken: { readonly left: number; readonly right: number; readonly cy: number }[] =
    places.map(({ cx, cy }) => ({ left: cx - 5, right: cx + 5, cy }));
  return places.flatMap(({ label, cx, cy }) => {
    if (label === '') return [];
    const width = label.length * LETTER;
    const sides = [
      { left: cx + 8, right: cx + 8 + width, cy, anchor: 'start', x: cx + 8 },
      { left: cx - 8 - width, right: cx - 8, cy, anchor: 'end', x: cx - 8 },
    ];
    const side = sides.find(
      (each) =>
        each.right <= right + 20 &&
        each.left >= MARGIN.left &&
        !taken.some(
          (other) =>
            each.left < other.right &&
            other.left < each.right &&
            Math.abs(each.cy - other.cy) < LINE,
        ),
    );
    if (side === undefined) return [];
    taken.push(side);
    return [
      markup`<text class="name" text-anchor="${side.anchor}" x="${px(side.x)}" y="${px(cy + 4)}">${label}</text>`,
    ];
  });
}

function legend(groups: readonly string[]): Markup {
  return markup`<span class="legend">${groups.map(
    (group, index) =>
      markup`<span><svg class="key" viewBox="0 0 14 14" aria-hidden="true">${mark(index, 7, 7)}</svg>${group}</span>`,
  )}</span>`;
}
