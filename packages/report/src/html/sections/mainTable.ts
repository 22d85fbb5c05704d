import { isMeasured } from '@convbench/spec';
import { boundsOf } from '@convbench/statistics';
import { glyphScale } from '../../chart/glyph.js';
import type { FigureKey } from '../../figures/figures.js';
import { figures } from '../../figures/figures.js';
import { notMeasuredText } from '../../format/figure.js';
import { failureText } from '../../text/failure.js';
import { explainWarning } from '../../text/warning.js';
import type { CellView } from '../../view/cells.js';
import { figureOf, isRanked } from '../../view/cells.js';
import { marksOf } from '../../view/rankings.js';
import { sharedReason } from '../../view/sharedReason.js';
import type { RunView } from '../../view/runView.js';
import type { Slice } from '../../view/slices.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass } from '../phrases.js';
import { figureCell } from './figureCell.js';
import { filters, groupData } from './filters.js';
import { moreFigures } from './moreFigures.js';
import { warningTable } from './warningTable.js';

type Column = readonly [key: FigureKey, note: string];

const COLUMNS: readonly Column[] = [
  ['top1', '%'],
  ['latencyMedian', 'median, ms'],
  ['latencyP95', 'ms'],
  ['imagesPerSecond', 'images/s'],
  ['peakRss', 'RSS, MB'],
  ['trainableParameters', 'M'],
  ['macs', 'M per image'],
  ['energyPerImage', 'mJ per image'],
];

function head(columns: readonly Column[]): Markup {
  return markup`<thead><tr><th scope="col" data-key="network" data-kind="text" data-first="ascending"><b>Network</b></th>${columns.map(
    ([key, note]) => {
      const { title, better } = figures[key];
      const first = better === 'lower' ? 'ascending' : 'descending';
      return markup`<th scope="col" class="num" data-key="${key}" data-first="${first}"><b>${title}</b><small>${note}</small></th>`;
    },
  )}<th scope="col" data-key="warnings" data-first="descending"><b>Warnings</b></th></tr></thead>`;
}

function name(view: CellView): Markup {
  const { network } = view;
  return markup`<th scope="row" data-v="${network.label}">${markedName(network)}${network.distinctiveOptions && markup`<small>${network.distinctiveOptions}</small>`}</th>`;
}

function rowData({ network: { id, label, options, family } }: CellView): Markup {
  return markup` data-text="${`${label} ${id} ${options}`}" data-architecture="${id}" data-family="${family}"`;
}

function badges(view: CellView): Markup {
  const kinds = view.warnings.map(explainWarning);
  return markup`<td class="badges" data-v="${kinds.length}">${
    kinds.length === 0
      ? markup`<span class="none">none</span>`
      : kinds.map(
          ({ label, severe, happened }) =>
            markup`<a class="badge${severe && ' bad'}" href="#warnings" title="${happened}">${label}</a>`,
        )
  }</td>`;
}

function group(slice: Slice, shown: readonly Column[]): Markup {
  const columns = shown.map(([key]) => {
    const ranges = slice.cells.flatMap((cell) => {
      const figure = figureOf(cell, key);
      return isMeasured(figure) ? [boundsOf(figure)] : [];
    });
    const scale = glyphScale(ranges, figures[key].axis);
    return { key, scale, marks: marksOf(slice, key) };
  });
  const rows = slice.cells.map((view, at) => {
    if (!view.measured) {
      const why = view.failed
        ? markup`${failureText(view.failed.failure)}: <a href="#failures">what happened and what to do</a>`
        : 'not run yet';
      return markup`<tr class="failed ${networkClass(view.network)}"${rowData(view)}>${name(view)}<td colspan="${shown.length}">${why}</td>${badges(view)}</tr>`;
    }
    return markup`<tr class="${networkClass(view.network)}${!isRanked(view) && ' unranked'}"${rowData(view)}>${name(view)}${columns.map(
      ({ key, scale, marks }) => figureCell(view, key, { mark: marks[at], scale }),
    )}${badges(view)}</tr>`;
  });
  return markup`<tbody${groupData(slice)}><tr class="grp"><th scope="rowgroup" colspan="${shown.length + 2}">${slice.title}</th></tr>${rows}</tbody>`;
}

/** All cells with their main figures, in groups of what may be compared. */
export function mainTable(view: RunView): Markup {
  const absent = COLUMNS.flatMap(([key]) => {
    const reason = sharedReason(view.cells, key);
    return reason === undefined ? [] : [{ key, reason }];
  });
  const shown = COLUMNS.filter(([key]) => !absent.some((entry) => entry.key === key));
  return markup`<section id="table" aria-labelledby="table-h"><h2 id="table-h">All figures</h2>${filters(view)}<div class="main-wrap scroll"><table class="main">${head(shown)}${view.slices.map((slice) => group(slice, shown))}</table></div>${absent.map(({ key, reason }) => markup`<p class="note"><b>${figures[key].title}</b> has no column: in every cell it is ${notMeasuredText(reason)}.</p>`)}<p class="note">± is half of the interval, or its ends stand where ± would reach below zero; parameters and MACs are exact. <span class="tag best">best</span>of its group, <span class="tag tied">tied</span>with the best: the intervals overlap, the difference could be chance. A column with a figure that was not measured has no best. In each group the dots of a column share one scale (log, except top-1). ≈ marks an estimate, ≥ a lower bound: parts of the network could not be counted.</p>${warningTable(view)}${moreFigures(view)}</section>`;
}
