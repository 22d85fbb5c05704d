import type { ComparedCount } from '@convbench/spec';
import { formatNumber } from '../../format/number.js';
import type { RunView } from '../../view/runView.js';
import type { Markup, Part } from '../markup.js';
import { markup } from '../markup.js';
import { section } from './layout.js';

function compared(count: ComparedCount | undefined): Part {
  if (count === undefined) return 'not stated';
  const millions = (value: number) => formatNumber(value / 1e6, { digits: 4 });
  const verdict = count.agrees
    ? 'agrees'
    : `${count.relativeDifference > 0 ? '+' : '\u2212'}${formatNumber(Math.abs(100 * count.relativeDifference), { digits: 2 })}\u00a0%`;
  return `${millions(count.published)} / ${millions(count.ours)}: ${verdict}`;
}

/** What papers and reference implementations state of the networks, beside what was measured here. */
export function fidelity({ networks, cells }: RunView): Markup | false {
  const rows = networks.flatMap((network) => {
    const record = cells
      .filter((cell) => cell.network === network)
      .flatMap(({ records }) => records)
      .find((each) => each.static.published !== undefined);
    return (record?.static.published ?? []).map((each) => ({ network, ...each }));
  });
  if (rows.length === 0) return false;
  const head = ['Network', 'source', 'parameters, M', 'MACs, M', 'why they differ'];
  return section({
    id: 'fidelity',
    title: 'Are these the networks of the papers?',
    how: 'Published figure / ours, in millions, for the network with the options under which the source states it: not those of this run, as a rule. Rounded figures agree where they do to as many digits.',
    body: markup`<div class="scroll" role="region" tabindex="0" aria-label="Published figures beside ours"><table class="list plainlist"><thead><tr>${head.map((text) => markup`<th scope="col">${text}</th>`)}</tr></thead><tbody>${rows.map(
      ({ network, source, trainableParameters, macs, difference }) =>
        markup`<tr><th scope="row">${network.label}</th><td>${source}</td><td>${compared(trainableParameters)}</td><td>${compared(macs)}</td><td>${difference ?? ''}</td></tr>`,
    )}</tbody></table></div>`,
  });
}
