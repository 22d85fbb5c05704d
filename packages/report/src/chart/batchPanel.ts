import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import type { BatchPoint } from '../view/batchSeries.js';
import type { Family } from './marker.js';
import { marker } from './marker.js';
import { px } from './px.js';
import { scaleFromZero, tickText } from './scale.js';

const WIDTH = 330;
const HEIGHT = 170;
const FRAME = { left: 44, right: WIDTH - 14, top: 22, bottom: 130 };

/** Images per second over the batch: batches on a log axis, from 1 to the largest; rates from zero. */
export function batchPanels(all: readonly (readonly BatchPoint[])[]) {
  const points = all.flat();
  const largest = points.reduce((high, { batch }) => Math.max(high, batch), 2);
  const doublings = Math.log2(largest);
  const x = (batch: number) =>
    FRAME.left + 8 + ((FRAME.right - FRAME.left - 16) * Math.log2(batch)) / doublings;
  const every = Math.max(1, Math.ceil(doublings / 6));
  const batches = Array.from(
    { length: Math.floor(doublings / every) + 1 },
    (_, at) => 2 ** (at * every),
  );
  return function panel(
    family: Family,
    series: readonly BatchPoint[],
    description: string,
  ): Markup {
    const most = series.reduce((high, { rate }) => Math.max(high, rate.high), 0);
    const y = scaleFromZero(most * 1.05, [FRAME.bottom, FRAME.top], 4);
    const line = series.map(({ batch, rate }) => `${px(x(batch))} ${px(y.of(rate.value))}`);
    return markup`<svg class="sc" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${description}"><g aria-hidden="true">${y.ticks.map(
      (tick) => {
        const at = px(y.of(tick));
        return markup`<line class="gl" x1="${FRAME.left}" x2="${FRAME.right}" y1="${at}" y2="${at}"/><text class="tk" x="${FRAME.left - 6}" y="${px(at + 4)}" text-anchor="end">${tickText(tick)}</text>`;
      },
    )}${batches.map((batch) => markup`<text class="tk" x="${px(x(batch))}" y="${FRAME.bottom + 16}" text-anchor="middle">${tickText(batch)}</text>`)}<text class="al" x="0" y="${FRAME.top - 10}">images/s</text><text class="al" x="${FRAME.right}" y="${FRAME.bottom + 34}" text-anchor="end">batch (log)</text><line class="ax" x1="${FRAME.left}" x2="${FRAME.right}" y1="${FRAME.bottom}" y2="${FRAME.bottom}"/></g><g class="${family}"><path class="lc" d="M${line.join('L')}"/>${series.map(
      ({ batch, rate }) =>
        markup`${rate.high > rate.low && markup`<line class="ci" x1="${px(x(batch))}" x2="${px(x(batch))}" y1="${px(y.of(rate.high))}" y2="${px(y.of(rate.low))}"/>`}${marker(family, x(batch), y.of(rate.value), 3.5)}`,
    )}</g></svg>`;
  };
}
