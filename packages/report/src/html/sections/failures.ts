import type { Failure } from '@convbench/spec';
import { plural } from '../../format/plural.js';
import { failureText } from '../../text/failure.js';
import type { NetworkView } from '../../view/networks.js';
import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass } from '../phrases.js';
import { finding, section } from './layout.js';

interface Failed {
  readonly network: NetworkView;
  readonly what: string;
  readonly failure: Failure;
}

function item({ network, what, failure }: Failed): Markup {
  return markup`<div class="fail ${networkClass(network)}"><h3>${markedName(network)}, ${what}</h3><p>It ${failureText(failure)}. ${failure.message}</p>${failure.remedy && markup`<p class="do">${failure.remedy}</p>`}${failure.standardError?.trim() && markup`<details><summary>Last lines of its standard error</summary><pre tabindex="0">${failure.standardError.trim()}</pre></details>`}</div>`;
}

/** Cells and trainings that failed, and cells that have not run. */
export function failures(view: RunView): Markup | false {
  const failed: Failed[] = [
    ...view.failedTrainings.map(({ network, training }) => ({
      network,
      what: 'training',
      failure: training.failure,
    })),
    ...view.slices.flatMap((slice) =>
      slice.cells.flatMap(({ network, failed: record }) =>
        record ? [{ network, what: slice.title, failure: record.failure }] : [],
      ),
    ),
  ];
  const missing = view.slices.flatMap((slice) =>
    slice.cells
      .filter((cell) => !cell.measured && !cell.failed)
      .map(({ network }) => `${network.label}, ${slice.title}`),
  );
  if (failed.length === 0 && missing.length === 0) return false;
  const counts = [
    ...(failed.length > 0 ? [`${plural(failed.length, 'failure')}`] : []),
    ...(missing.length > 0 ? [`${plural(missing.length, 'cell')} not run yet`] : []),
  ];
  return section({
    id: 'failures',
    title: 'What is missing?',
    finding: finding(`${counts.join(', ')}.`),
    how: 'A cell that failed is never replaced by another device, batch or network.',
    body: markup`${failed.map(item)}${missing.length > 0 && markup`<p class="note">Not run yet: ${missing.join('; ')}. Run again with --resume to measure what is missing.</p>`}`,
  });
}
