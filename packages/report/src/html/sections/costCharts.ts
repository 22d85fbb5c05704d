import type { FigureKey } from '../../figures/figures.js';
import { costFinding } from '../../text/costFinding.js';
import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { phrasesMarkup } from '../phrases.js';
import { accuracyChart } from './frontChart.js';
import { finding, perSlice, section } from './layout.js';

const CHARTS: readonly (readonly [title: string, cost: FigureKey, xTitle: string])[] = [
  ['Parameters', 'trainableParameters', 'parameters, M (log), ← better'],
  ['MACs', 'macs', 'MACs, M per image (log), ← better'],
  ['Peak memory', 'peakRss', 'peak RSS, MB (log), ← better'],
];

const SIZES = [{ className: 'any', width: 380, height: 300 }];

/** Accuracy against what else it costs. */
export function costCharts({ slices }: RunView): Markup {
  return section({
    id: 'cost',
    title: 'What else does the accuracy cost?',
    finding: perSlice(slices, (slice) => finding(phrasesMarkup(costFinding(slice)))),
    how: 'Marks, intervals and front as in the first chart. Parameters and MACs follow from the network and are exact; peak memory holds the engine and Node too.',
    body: perSlice(
      slices,
      (slice) =>
        markup`<div class="panels">${CHARTS.map(
          ([title, cost, xTitle]) =>
            markup`<figure class="panel"><h3>${title}</h3>${accuracyChart(slice, { cost, xTitle, sizes: SIZES })}</figure>`,
        )}</div>`,
    ),
  });
}
