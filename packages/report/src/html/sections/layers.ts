import { shareBar } from '../../chart/shareBar.js';
import { formatNumber } from '../../format/number.js';
import { percent } from '../../format/percent.js';
import type { Phrase } from '../../text/phrase.js';
import type { CellView } from '../../view/cells.js';
import type { LayerShare } from '../../view/layerShares.js';
import { layerSharesOf } from '../../view/layerShares.js';
import type { RunView } from '../../view/runView.js';
import type { Slice } from '../../view/slices.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass, phrasesMarkup } from '../phrases.js';
import { dataTable } from './dataTable.js';
import { finding, perSlice, section } from './layout.js';

interface Drawn {
  readonly view: CellView;
  readonly shares: readonly LayerShare[];
}

type Measure = 'macs' | 'parameters' | 'activations';

const millions = (count: number) => formatNumber(count / 1e6, { digits: 3 });

function drawnOf(slice: Slice): Drawn[] {
  return slice.cells.flatMap((view) => {
    const shares = layerSharesOf(view);
    return shares === undefined || shares.length === 0 ? [] : [{ view, shares }];
  });
}

const largest = (shares: readonly LayerShare[], measure: Measure): LayerShare | undefined =>
  [...shares].sort((a, b) => b[measure] - a[measure])[0];

/** The network whose parameters sit most in one place. */
function findingOf(slice: Slice): readonly Phrase[] {
  const [most] = drawnOf(slice)
    .flatMap(({ view, shares }) => {
      const part = largest(shares, 'parameters');
      return part === undefined ? [] : [{ network: view.network, part }];
    })
    .sort((a, b) => b.part.parameters - a.part.parameters);
  if (most === undefined) return [];
  const { part, network } = most;
  return [
    { network },
    ` has ${percent(part.parameters, { digits: 2 })} of its parameters and ${percent(part.macs, { digits: 2 })} of its MACs in ${part.group.name}.`,
  ];
}

function bars(slice: Slice): Markup {
  const drawn = drawnOf(slice);
  const head = (text: string) =>
    markup`<th role="columnheader" scope="col" class="mid">${text}</th>`;
  const cell = ({ shares }: Drawn, measure: Measure, label: string) => {
    const part = largest(shares, measure);
    return markup`<td role="cell" class="mid" data-l="${label}">${shareBar(shares.map((share) => share[measure]))}${part && markup`<small>${part.group.name}: ${percent(part[measure], { digits: 2 })}</small>`}</td>`;
  };
  return markup`<table role="table" class="rows"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Network</th>${['MACs', 'parameters', 'activations'].map(head)}</tr></thead><tbody role="rowgroup">${drawn.map(
    (row) =>
      markup`<tr role="row" class="${networkClass(row.view.network)}"><th role="rowheader" scope="row">${markedName(row.view.network)}</th>${cell(row, 'macs', 'MACs')}${cell(row, 'parameters', 'parameters')}${cell(row, 'activations', 'activations')}</tr>`,
  )}</tbody></table>${dataTable({
    title: `Parts of each network, ${slice.title}`,
    head: ['Network, part', 'layers', 'MACs, M', 'parameters, M', 'activations, MB'],
    rows: drawn.flatMap(({ view, shares }) =>
      shares.map(({ group }) => [
        `${view.network.label}, ${group.name}`,
        String(group.layers),
        millions(group.macs),
        millions(group.trainableParameters),
        millions(group.activationBytes),
      ]),
    ),
  })}`;
}

/** Which part of each network its multiply-accumulates, parameters and activations are in. */
export function layers({ slices }: RunView): Markup | false {
  if (!slices.some((slice) => drawnOf(slice).length > 0)) return false;
  return section({
    id: 'layers',
    title: 'Where does the cost sit?',
    finding: perSlice(slices, (slice) => finding(phrasesMarkup(findingOf(slice)))),
    how: 'Each bar is one network from its input on the left to its logits on the right; each piece is a part of it, as wide as its share. The largest part is named. The table below has all.',
    body: perSlice(slices, bars),
  });
}
