import { marker } from '../../chart/marker.js';
import { px } from '../../chart/px.js';
import { tickText } from '../../chart/scale.js';
import { formatNumber } from '../../format/number.js';
import { percent, percentPoints } from '../../format/percent.js';
import { classAccuracies } from '../../stats/classAccuracy.js';
import type { Judged } from '../../view/judgedCells.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { networkClass } from '../phrases.js';
import { dataTable } from './dataTable.js';

/** More classes than this are a wall of rows: the hardest are drawn, the table has all. */
const DRAWN_CLASSES = 20;
/** A matrix of more classes is in the records only. */
const MATRIX_CLASSES = 30;
const SHADES = 6;

/** A row for each class with a mark for each network, hardest class first. */
function rows(judged: readonly Judged[]): Markup {
  const all = judged.map(({ confusion }) => classAccuracies(confusion));
  const classes = judged[0]?.classes ?? [];
  const of = (at: number, actual: number) => all[at]?.find((one) => one.actual === actual);
  const means = classes.flatMap((_, actual) => {
    const values = all.flatMap((one) => one.find((entry) => entry.actual === actual)?.value ?? []);
    if (values.length === 0) return [];
    return [{ actual, mean: values.reduce((sum, value) => sum + value, 0) / values.length }];
  });
  const drawn = means
    .sort((a, b) => a.mean - b.mean || a.actual - b.actual)
    .slice(0, DRAWN_CLASSES);
  const shown = drawn.flatMap(({ actual }) => all.flatMap((_, at) => of(at, actual) ?? []));
  const low = Math.floor(Math.min(99, ...shown.map(({ value }) => value * 100)) / 10) * 10;
  const step = low >= 80 ? 5 : low >= 40 ? 10 : 20;
  const ticks = Array.from(
    { length: Math.floor((100 - low) / step) + 1 },
    (_, at) => 100 - at * step,
  );
  const scale = { of: (value: number) => 3 + (94 * (value - low)) / (100 - low) };
  const axis = markup`<svg class="st axs" aria-hidden="true">${ticks.map((tick) => markup`<text class="tk" x="${px(scale.of(tick))}%" y="13" text-anchor="middle">${tickText(tick)}</text>`)}</svg>`;
  const strip = (actual: number) => {
    const lines = ticks.map((tick) => {
      const x = px(scale.of(tick));
      return markup`<line class="gl" x1="${x}%" x2="${x}%" y1="0" y2="22"/>`;
    });
    const marks = judged.map(({ view }, at) => {
      const found = of(at, actual);
      if (found === undefined) return false;
      const x = px(scale.of(found.value * 100));
      return markup`<svg x="${x}%" y="11" class="dot pt ${networkClass(view.network)}"><title>${view.network.label}: ${percent(found.value, { decimals: 1 })}</title>${marker(view.network.family, 0, 0, 4)}</svg>`;
    });
    return markup`<svg class="st" aria-hidden="true">${lines}${marks}</svg>`;
  };
  return markup`<table role="table" class="rows"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Class</th><th role="columnheader" scope="col" class="wide">accuracy, %${axis}</th><th role="columnheader" scope="col" class="num">mean, %</th></tr></thead><tbody role="rowgroup">${drawn.map(
    ({ actual, mean }) =>
      markup`<tr role="row"><th role="rowheader" scope="row">${classes[actual]}</th><td role="cell" class="wide">${strip(actual)}</td><td role="cell" class="num" data-l="mean">${percentPoints(mean)}</td></tr>`,
  )}</tbody></table>${means.length > drawn.length && markup`<p class="note">Drawn: the ${DRAWN_CLASSES} hardest of ${means.length} classes.</p>`}`;
}

function table(judged: readonly Judged[]): Markup | false {
  const classes = judged[0]?.classes ?? [];
  const all = judged.map(({ confusion }) => classAccuracies(confusion));
  return dataTable({
    title: 'Accuracy of every class, %',
    head: ['Class', 'images', ...judged.map(({ view }) => view.network.label)],
    rows: classes.map((name, actual) => {
      const found = all.map((one) => one.find((entry) => entry.actual === actual));
      const images = found.find((one) => one !== undefined)?.images ?? 0;
      return [
        name,
        formatNumber(images),
        ...found.map((one) =>
          one === undefined
            ? 'no images'
            : markup`${percentPoints(one.value)}<span class="i">${percentPoints(one.low)} to ${percentPoints(one.high)}</span>`,
        ),
      ];
    }),
  });
}

/** Strength of a cell's ground, 0 to SHADES: by the square root, so that rare mistakes show. */
const shade = (share: number) => Math.ceil(SHADES * Math.sqrt(share) - 1e-9);

function matrix({ view, classes, confusion }: Judged): Markup | false {
  if (classes.length > MATRIX_CLASSES) return false;
  const title = `Confusion matrix of ${view.network.label}`;
  return markup`<details class="${networkClass(view.network)}"><summary>${title}</summary><div class="scroll" role="region" tabindex="0" aria-label="${title}"><table class="cm"><thead><tr><th scope="col">true ↓, taken for →</th>${classes.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead><tbody>${confusion.map(
    (row, actual) => {
      const images = row.reduce((sum, count) => sum + count, 0);
      return markup`<tr><th scope="row">${classes[actual]}</th>${row.map((count, predicted) => {
        const level = images === 0 ? 0 : shade(count / images);
        return markup`<td class="h${level}${actual === predicted && ' eq'}">${formatNumber(count)}</td>`;
      })}</tr>`;
    },
  )}</tbody></table></div></details>`;
}

/** Accuracy by class and the confusion matrices of networks that were judged on the same classes. */
export function classFigures(judged: readonly Judged[]): Markup {
  return markup`${rows(judged)}${table(judged)}${judged.map(matrix)}`;
}
