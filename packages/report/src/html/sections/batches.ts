import { batchPanels } from '../../chart/batchPanel.js';
import { formatNumber } from '../../format/number.js';
import { batchFinding } from '../../text/batchFinding.js';
import { batchSeries } from '../../view/batchSeries.js';
import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass, phrasesMarkup } from '../phrases.js';
import { dataTable } from './dataTable.js';
import { finding, section } from './layout.js';

const PANELS = 30;

/** How throughput grows with the batch, one panel for each network. */
export function batches({ cells }: RunView): Markup | false {
  const series = batchSeries(cells);
  if (series.length === 0) return false;
  const panel = batchPanels(series.map(({ points }) => points));
  const shown = series.slice(0, PANELS);
  const settings = series.some(({ setting }) => setting !== '');
  const rate = (value: number) => formatNumber(value, { digits: 3 });
  return section({
    id: 'batches',
    title: 'What does a larger batch bring?',
    finding: finding(phrasesMarkup(batchFinding(series))),
    how: 'Throughput from zero, on a scale of each network’s own; the batch on a shared log axis. The upright lines are intervals. Where the line lies flat, a larger batch only makes its images wait.',
    body: markup`<div class="panels">${shown.map(({ network, setting, points }) => {
      const best = points.reduce((high, point) =>
        point.rate.value > high.rate.value ? point : high,
      );
      const about = `best ${rate(best.rate.value)} images/s at batch ${best.batch}`;
      return markup`<figure class="panel ${networkClass(network)}"><h3>${markedName(network)} <small>${setting && `${setting}, `}${about}</small></h3>${panel(network.family, points, `Throughput of ${network.label} over the batch: ${about}.`)}</figure>`;
    })}</div>${series.length > PANELS && markup`<p class="note">Drawn: the first ${PANELS} of ${series.length}. The table has all.</p>`}${dataTable(
      {
        title: 'Throughput by batch',
        head: [
          'Network',
          ...(settings ? ['setting'] : []),
          'batch',
          'images/s',
          'low',
          'high',
          'ms per image',
        ],
        rows: series.flatMap(({ network, setting, points }) =>
          points.map(({ batch, rate: { value, low, high } }) => [
            network.label,
            ...(settings ? [setting] : []),
            formatNumber(batch),
            rate(value),
            low === high ? 'none' : rate(low),
            low === high ? 'none' : rate(high),
            rate(1000 / value),
          ]),
        ),
      },
    )}`,
  });
}
