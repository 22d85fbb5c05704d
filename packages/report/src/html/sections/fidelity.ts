import type { ComparedCount } from '@convbench/spec';
import { formatNumber } from '../../format/number.js';
import type { RunView } from '../../view/runView.js';
import type { Markup, Part } from '../markup.js';
import { plainTable } from './dataTable.js';
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
  return section({
    id: 'fidelity',
    title: 'Are these the networks of the papers?',
    how: 'Published figure / ours, in millions, for the network with the options under which the source states it: not those of this run, as a rule. Rounded figures agree where they do to as many digits.',
    body: plainTable({
      title: 'Published figures beside ours',
      head: ['Network', 'source', 'parameters, M', 'MACs, M', 'why they differ'],
      rows: rows.map(({ network, source, trainableParameters, macs, difference }) => [
        network.label,
        source,
        compared(trainableParameters),
        compared(macs),
        difference ?? '',
      ]),
    }),
  });
}
