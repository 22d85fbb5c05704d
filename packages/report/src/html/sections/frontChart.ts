import { FAMILIES, FAMILY_TITLES, inlineMarker, marker } from '../../chart/marker.js';
import { scatter } from '../../chart/scatter.js';
import type { FigureKey } from '../../figures/figures.js';
import { figures } from '../../figures/figures.js';
import { formatNumber } from '../../format/number.js';
import type { RunView } from '../../view/runView.js';
import { scatterPoints } from '../../view/scatterPoints.js';
import type { Slice } from '../../view/slices.js';
import type { Axis } from '../axes.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { tooClose } from './layout.js';

/** '% of 10 000 test images' */
function accuracyUnit(slice: Slice): string {
  const images = slice.cells.flatMap(({ measured }) =>
    measured && 'images' in measured.accuracy ? [measured.accuracy.images] : [],
  );
  const [count] = images;
  return count === undefined ? '%' : `% of ${formatNumber(count)} test images`;
}

export interface AccuracyChartOptions {
  readonly cost: FigureKey;
  readonly xTitle: string;
  readonly sizes: readonly {
    readonly className: string;
    readonly width: number;
    readonly height: number;
  }[];
}

/** Accuracy against a cost, once for each size; a style sheet shows one of them. */
export function accuracyChart(slice: Slice, { cost, xTitle, sizes }: AccuracyChartOptions): Markup {
  const { points, absent } = scatterPoints(slice, cost);
  if (points.length === 0) {
    return markup`<p class="note">There is nothing to draw: ${absent.join('; ')}.</p>`;
  }
  const front = points.filter(({ standing }) => standing === 'front').map(({ label }) => label);
  const description = `Top-1 accuracy against ${figures[cost].title.toLowerCase()}, one point for each network. On the front: ${front.join(', ') || 'none'}. All figures are in the table.`;
  return markup`${sizes.map(({ className, width, height }) => {
    const yTitle = `↑ better, top-1, ${width > 500 ? accuracyUnit(slice) : '%'}`;
    const { svg, unlabelled } = scatter(points, { width, height, xTitle, yTitle, description });
    return markup`<div class="${className}">${svg}${tooClose(unlabelled)}${absent.length > 0 && markup`<p class="note">Not drawn: ${absent.join('; ')}.</p>`}</div>`;
  })}`;
}

/** What the marks of the accuracy charts mean. */
export function chartLegend({ networks }: RunView): Markup {
  const families = FAMILIES.filter((family) =>
    networks.some((network) => network.family === family),
  );
  const sample = families[0] ?? 'inception';
  const state = (standing: string) =>
    markup`<svg class="${sample} s-${standing}" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">${marker(sample, 6, 6, 4)}</svg>`;
  return markup`<div class="legend"><ul>${families.map((family) => markup`<li>${inlineMarker(family)}${FAMILY_TITLES[family]}</li>`)}</ul><ul><li>${state('front')} on the front</li><li>${state('maybe')} may be on it (interval)</li><li>${state('beaten')} beaten</li><li><svg class="${sample}" width="22" height="12" viewBox="0 0 22 12" aria-hidden="true"><path class="ci" d="M1 6h20M11 1v10"/></svg> intervals</li><li>${state('unranked')} <span class="struck">name</span> not ranked, see its warning</li></ul></div>`;
}

/** The large chart of the first screen, on one of its axes. */
export function frontChart(slice: Slice, axis: Axis): Markup {
  return accuracyChart(slice, {
    cost: axis.cost(slice),
    xTitle: axis.xTitle(slice),
    sizes: [
      { className: 'wide-chart', width: 980, height: 425 },
      { className: 'narrow', width: 358, height: 390 },
    ],
  });
}
