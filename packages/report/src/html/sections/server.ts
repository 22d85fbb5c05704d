import { isMeasured } from '@convbench/spec';
import type { Measured } from '@convbench/spec';
import { formatNumber } from '../../format/number.js';
import { notMeasuredText } from '../../format/figure.js';
import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass } from '../phrases.js';
import { dataTable } from './dataTable.js';
import { section } from './layout.js';

const text = (figure: Measured) =>
  isMeasured(figure)
    ? formatNumber(figure.value, { digits: 3 })
    : notMeasuredText(figure.notMeasured);

/** What each network bears when images arrive one by one at random. */
export function server({ cells }: RunView): Markup | false {
  const served = cells.flatMap(({ network, measured }) =>
    measured?.server
      ? [{ network, server: measured.server, rate: measured.highestRatePerSecond }]
      : [],
  );
  const [first] = served;
  if (first === undefined) return false;
  return section({
    id: 'server',
    title: 'How many requests does it bear?',
    how: `Single images arrive at random; latency counts from when each was due, waiting included. Highest rate: the largest at which p99 stayed within ${formatNumber(first.server.p99BoundMs)}\u00a0ms.`,
    body: markup`<div class="scroll" role="region" tabindex="0" aria-label="Highest rates"><table class="list"><thead><tr><th scope="col">Network</th><th scope="col" class="num">highest rate, images/s</th></tr></thead><tbody>${served.map(({ network, rate }) => markup`<tr class="${networkClass(network)}"><th scope="row">${markedName(network)}</th><td class="num">${text(rate)}</td></tr>`)}</tbody></table></div>${dataTable(
      {
        title: 'Every rate that was tried',
        head: [
          'Network',
          'images/s',
          'requests',
          'p50, ms',
          'p95, ms',
          'p99, ms',
          'within the bound',
        ],
        rows: served.flatMap(({ network, server: { points } }) =>
          points.map((point) => [
            network.label,
            formatNumber(point.ratePerSecond, { digits: 3 }),
            formatNumber(point.requests),
            text(point.p50Ms),
            text(point.p95Ms),
            text(point.p99Ms),
            point.meets ? 'yes' : 'no',
          ]),
        ),
      },
    )}`,
  });
}
