import { median, quantile } from '@convbench/statistics';
import { latencyStrip, latencyTrace, stripAxis, stripScale } from '../../chart/latencyStrip.js';
import type { FigureKey } from '../../figures/figures.js';
import { figures } from '../../figures/figures.js';
import { notMeasuredText, printFigure } from '../../format/figure.js';
import { formatNumber } from '../../format/number.js';
import { steadinessFinding } from '../../text/steadinessFinding.js';
import type { CellView } from '../../view/cells.js';
import { figureOf } from '../../view/cells.js';
import type { RunView } from '../../view/runView.js';
import type { Slice } from '../../view/slices.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass, phrasesMarkup } from '../phrases.js';
import { spreadMarkup } from './figureCell.js';
import { finding, perSlice, section } from './layout.js';

const FIGURES: readonly (readonly [FigureKey, string])[] = [
  ['latencyMedian', 'median'],
  ['latencyP95', 'p95'],
  ['latencyP99', 'p99'],
];

function numberCell(view: CellView, key: FigureKey, label: string): Markup {
  const figure = figureOf(view, key);
  if ('notMeasured' in figure) {
    return markup`<td role="cell" class="num none" data-l="${label}" title="${notMeasuredText(figure.notMeasured)}">${notMeasuredText(figure.notMeasured)}</td>`;
  }
  const printed = printFigure(figures[key], figure);
  return markup`<td role="cell" class="num" data-l="${label}"><span class="v">${printed?.value}</span>${spreadMarkup(printed)}</td>`;
}

/** The range of all traces as a share of their medians, without the outermost percent. */
function traceRange(all: readonly (readonly number[])[]): { low: number; high: number } {
  const shares = all.map((samples) => {
    const middle = median(samples);
    return { low: quantile(samples, 0.005) / middle, high: quantile(samples, 0.995) / middle };
  });
  return {
    low: Math.min(0.95, ...shares.map(({ low }) => low)),
    high: Math.max(1.1, ...shares.map(({ high }) => high)),
  };
}

function strips(slice: Slice): Markup {
  const drawn = slice.cells.flatMap((view) => {
    const samples = view.measured?.latency.byProcess.flatMap(({ samplesMs }) => samplesMs) ?? [];
    const usable = samples.filter((sample) => Number.isFinite(sample) && sample > 0);
    return usable.length > 0 ? [{ view, samples: usable }] : [];
  });
  if (drawn.length === 0) return markup`<p class="note">No cell of this group has samples.</p>`;
  const all = drawn.map(({ samples }) => samples);
  const scale = stripScale(all);
  const { low, high } = traceRange(all);
  const range = `${formatNumber(low, { digits: 2 })} to ${formatNumber(high, { digits: 2 })} times the median`;
  return markup`<table role="table" class="rows"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Network</th><th role="columnheader" scope="col" class="wide">ms for one batch, log${stripAxis(scale)}</th><th role="columnheader" scope="col" class="mid">in time order, ${range}</th>${FIGURES.map(
    ([, title]) => markup`<th role="columnheader" scope="col" class="num">${title}, ms</th>`,
  )}<th role="columnheader" scope="col" class="num">samples</th></tr></thead><tbody role="rowgroup">${drawn.map(
    ({ view, samples }) =>
      markup`<tr role="row" class="${networkClass(view.network)}"><th role="rowheader" scope="row">${markedName(view.network)}</th><td role="cell" class="wide">${latencyStrip(samples, scale)}</td><td role="cell" class="mid">${latencyTrace(samples, low, high)}</td>${FIGURES.map(([key, title]) => numberCell(view, key, title))}<td role="cell" class="num" data-l="samples">${formatNumber(samples.length)}</td></tr>`,
  )}</tbody></table>`;
}

/** How far the samples of each cell scatter, and whether they drifted or stalled. */
export function latencySection({ slices }: RunView): Markup {
  return section({
    id: 'latency',
    title: 'How steady is the latency?',
    finding: perSlice(slices, (slice) => finding(phrasesMarkup(steadinessFinding(slice)))),
    how: 'Dot: median. Thick: 25 to 75 % of the samples. Thin: 5 to 95 %. The trace on the right shows the samples in the order in which they were taken: a step is a change of clock or load, a spike a stall.',
    body: perSlice(slices, strips),
  });
}
