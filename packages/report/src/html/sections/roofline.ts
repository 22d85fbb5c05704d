import { isMeasured } from '@convbench/spec';
import { rooflineChart } from '../../chart/rooflineChart.js';
import { figures } from '../../figures/figures.js';
import { figureText } from '../../format/figure.js';
import { formatNumber } from '../../format/number.js';
import { percent } from '../../format/percent.js';
import type { Phrase } from '../../text/phrase.js';
import { figureOf } from '../../view/cells.js';
import { arithmeticIntensity, rooflineOf } from '../../view/rooflinePoints.js';
import type { RunView } from '../../view/runView.js';
import type { Slice } from '../../view/slices.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { phrasesMarkup } from '../phrases.js';
import { dataTable } from './dataTable.js';
import { finding, perSlice, section, tooClose } from './layout.js';

const SIZES = [
  { className: 'wide-chart', width: 860, height: 380 },
  { className: 'narrow', width: 358, height: 360 },
];

/** Who uses most and least of the machine's arithmetic. */
function findingOf(slice: Slice): readonly Phrase[] {
  const shares = slice.cells
    .flatMap((view) => {
      const share = figureOf(view, 'shareOfPeak');
      return isMeasured(share) ? [{ network: view.network, share: share.value }] : [];
    })
    .sort((a, b) => b.share - a.share);
  const [most, least] = [shares[0], shares.at(-1)];
  if (most === undefined || least === undefined) return [];
  const first: Phrase[] = [
    { network: most.network },
    ` reaches ${percent(most.share, { digits: 2 })} of the peak`,
  ];
  return most === least
    ? [...first, '.']
    : [...first, ', ', { network: least.network }, ` ${percent(least.share, { digits: 2 })}.`];
}

function chart(slice: Slice, { peaks }: RunView): Markup {
  const roofline = rooflineOf(slice, peaks);
  if (roofline === undefined) {
    return markup`<p class="note">Not drawn: the peak of the machine was not measured with this backend, device and number of threads.</p>`;
  }
  const { points, roofs } = roofline;
  const description = `Achieved arithmetic over arithmetic per byte, one point for each network, under the roofs of the machine. All figures are in the table below.`;
  return markup`${SIZES.map(({ className, ...size }) => {
    const { svg, unlabelled } = rooflineChart(points, roofs, { ...size, description });
    return markup`<div class="${className}">${svg}${tooClose(unlabelled)}</div>`;
  })}${dataTable({
    title: `Arithmetic and bytes, ${slice.title}`,
    head: ['Network', 'FLOP for each byte', 'achieved, GFLOP/s', 'share of peak, %'],
    rows: slice.cells.flatMap((view) => {
      const intensity = arithmeticIntensity(view);
      if (intensity === undefined) return [];
      return [
        [
          view.network.label,
          formatNumber(intensity, { digits: 3 }),
          figureText(figures.achievedFlops, figureOf(view, 'achievedFlops')),
          figureText(figures.shareOfPeak, figureOf(view, 'shareOfPeak')),
        ],
      ];
    }),
  })}`;
}

/** How much of the machine each network uses, and what holds it back. */
export function roofline(view: RunView): Markup | false {
  if (!view.slices.some((slice) => rooflineOf(slice, view.peaks) !== undefined)) return false;
  return section({
    id: 'roofline',
    title: 'How much of the machine does it use?',
    finding: perSlice(view.slices, (slice) => finding(phrasesMarkup(findingOf(slice)))),
    how: 'Lines: the most that the same engine got out of this machine, in arithmetic (level) and in moving memory (sloping). Far below both: time goes into small layers and calls. Bytes are the least that have to move: weights once a call, each activation written and read once. Caches can lift a point above the slope.',
    body: perSlice(view.slices, (slice) => chart(slice, view)),
  });
}
