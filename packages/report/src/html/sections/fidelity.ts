import type { ComparedCount, StaticCost } from '@convbench/spec';
import { formatNumber } from '../../format/number.js';
import { percent } from '../../format/percent.js';
import type { RunView } from '../../view/runView.js';
import type { NetworkView } from '../../view/networks.js';
import type { Markup, Part } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass } from '../phrases.js';
import { section } from './layout.js';

type Source = NonNullable<StaticCost['published']>[number];

function compared(count: ComparedCount | undefined): Part {
  if (count === undefined) return 'not stated';
  const millions = (value: number) => formatNumber(value / 1e6, { digits: 4 });
  const verdict = count.agrees
    ? 'agrees'
    : `${count.relativeDifference > 0 ? '+' : '\u2212'}${percent(Math.abs(count.relativeDifference), { digits: 2 })}`;
  return `${millions(count.published)} / ${millions(count.ours)}: ${verdict}`;
}

/** One network with a row for each source that states figures of it. */
function sourceRows(network: NetworkView, sources: readonly Source[]): Markup {
  return markup`<tbody class="${networkClass(network)}">${sources.map(
    ({ source, trainableParameters, macs, difference }, at) =>
      markup`<tr>${at === 0 && markup`<th scope="rowgroup" rowspan="${sources.length}">${markedName(network)}</th>`}<td>${source}</td><td class="num">${compared(trainableParameters)}</td><td class="num">${compared(macs)}</td><td>${difference}</td></tr>`,
  )}</tbody>`;
}

/** What papers and reference implementations state of the networks, beside what was measured here. */
export function fidelity({ networks, cells }: RunView): Markup | false {
  const stated = networks.flatMap((network) => {
    const record = cells
      .filter((cell) => cell.network === network)
      .flatMap(({ records }) => records)
      .find((each) => each.static.published !== undefined);
    const sources = record?.static.published ?? [];
    return sources.length > 0 ? [{ network, sources }] : [];
  });
  if (stated.length === 0) return false;
  return section({
    id: 'fidelity',
    title: 'Are these the networks of the papers?',
    how: 'Published figure / ours, in millions, for the network with the options under which the source states it: not those of this run, as a rule. Rounded figures agree where they do to as many digits.',
    body: markup`<div class="scroll" role="region" tabindex="0" aria-label="Published figures beside ours"><table class="list sources"><thead><tr><th scope="col">Network</th><th scope="col">source</th><th scope="col" class="num">parameters, M</th><th scope="col" class="num">MACs, M</th><th scope="col">why they differ</th></tr></thead>${stated.map(({ network, sources }) => sourceRows(network, sources))}</table></div>`,
  });
}
