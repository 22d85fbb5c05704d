import type { FigureKey } from '../../figures/figures.js';
import { figures } from '../../figures/figures.js';
import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { plainFigureCell } from './figureCell.js';

const TABLES: readonly (readonly [title: string, keys: readonly FigureKey[]])[] = [
  [
    'Latency',
    [
      'latencyMean',
      'latencyMinimum',
      'latencyMaximum',
      'latencyP90',
      'latencyP99',
      'latencySamples',
    ],
  ],
  ['Use of the machine', ['achievedFlops', 'shareOfPeak']],
  ['Start', ['runtimeLoad', 'modelLoad', 'firstInference', 'warmupTime', 'warmupIterations']],
  [
    'Memory',
    [
      'rssAboveRuntime',
      'runtimeRss',
      'modelBytes',
      'weightBytes',
      'activationPeak',
      'activationSum',
    ],
  ],
  ['Energy', ['energyPerImage']],
  ['Network', ['totalParameters', 'flops', 'convolutions', 'depth']],
  ['Correctness', ['top5', 'parityDeviation', 'parityAgreement']],
];

/** The figures that the main table leaves out. */
export function moreFigures({ slices }: RunView): Markup {
  return markup`<details><summary>More figures: start, memory, percentiles, parity</summary>${TABLES.map(
    ([title, keys]) =>
      markup`<h3>${title}</h3><div class="scroll" role="region" tabindex="0" aria-label="${title}"><table class="list plainlist"><thead><tr><th scope="col">Network</th>${keys.map(
        (key) =>
          markup`<th scope="col">${figures[key].title}${figures[key].unit && `, ${figures[key].unit}`}</th>`,
      )}</tr></thead><tbody>${slices.flatMap((slice) =>
        slice.cells
          .filter(({ measured }) => measured)
          .map(
            (cell) =>
              markup`<tr><th scope="row">${cell.network.label}${slices.length > 1 && markup` <span class="i">${slice.title}</span>`}</th>${keys.map((key) => plainFigureCell(cell, key))}</tr>`,
          ),
      )}</tbody></table></div>`,
  )}</details>`;
}
