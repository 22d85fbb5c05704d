import { isMeasured } from '@convbench/spec';
import type { MeasuredCellRecord } from '@convbench/spec';
import type { MemoryUse } from '../../chart/memoryBar.js';
import { memoryAxis, memoryBar, memoryScale, memoryTrace } from '../../chart/memoryBar.js';
import { formatNumber } from '../../format/number.js';
import { thin } from '../../stats/thin.js';
import { memoryFinding } from '../../text/memoryFinding.js';
import type { CellView } from '../../view/cells.js';
import type { RunView } from '../../view/runView.js';
import type { Slice } from '../../view/slices.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass, phrasesMarkup } from '../phrases.js';
import { finding, perSlice, section } from './layout.js';

const megabytes = (bytes: number) => bytes / 1e6;
const CURVE_POINTS = 60;

interface Drawn {
  readonly view: CellView;
  readonly record: MeasuredCellRecord;
  readonly use: MemoryUse;
}

/** The first process of a cell that has all three figures: phases belong to one process. */
function drawnOf(view: CellView): Drawn[] {
  return view.records
    .flatMap((record): Drawn[] => {
      const { runtimeRssBytes, rssAboveRuntimeBytes, peakRssBytes } = record.memory;
      if (!isMeasured(runtimeRssBytes) || !isMeasured(rssAboveRuntimeBytes)) return [];
      if (!isMeasured(peakRssBytes)) return [];
      const engine = megabytes(runtimeRssBytes.value);
      const use = {
        engine,
        steady: engine + megabytes(rssAboveRuntimeBytes.value),
        peak: megabytes(peakRssBytes.value),
      };
      return [{ view, record, use }];
    })
    .slice(0, 1);
}

const number = (label: string, value: number) =>
  markup`<td role="cell" class="num" data-l="${label}">${formatNumber(value, { digits: 3 })}</td>`;

function phaseCell({ memory }: MeasuredCellRecord, phase: string): Markup {
  const found = memory.phases.find((entry) => entry.phase === phase);
  return found && isMeasured(found.peakRssBytes)
    ? number(phase, megabytes(found.peakRssBytes.value))
    : markup`<td role="cell" class="num none" data-l="${phase}">not measured</td>`;
}

function bars(slice: Slice): Markup {
  const drawn = slice.cells.flatMap(drawnOf);
  if (drawn.length === 0)
    return markup`<p class="note">No cell of this group has its memory by phase.</p>`;
  const scale = memoryScale(drawn.map(({ use }) => use));
  const most = drawn.reduce((high, { use }) => Math.max(high, use.peak), 0);
  const phases = [
    ...new Set(drawn.flatMap(({ record }) => record.memory.phases.map(({ phase }) => phase))),
  ];
  const traces = drawn.map(({ record }) =>
    memoryTrace(thin(record.memory.curve, CURVE_POINTS), most),
  );
  const traced = traces.some((trace) => trace !== undefined);
  const head = (text: string) =>
    markup`<th role="columnheader" scope="col" class="num">${text}, MB</th>`;
  return markup`<table role="table" class="rows"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Network</th><th role="columnheader" scope="col" class="wide">resident memory, MB${memoryAxis(scale)}</th>${traced && markup`<th role="columnheader" scope="col" class="mid">over time, 0 to ${formatNumber(most, { digits: 3 })} MB</th>`}${head('engine')}${phases.map(head)}${head('peak')}</tr></thead><tbody role="rowgroup">${drawn.map(
    ({ view, record, use }, index) =>
      markup`<tr role="row" class="${networkClass(view.network)}"><th role="rowheader" scope="row">${markedName(view.network)}</th><td role="cell" class="wide">${memoryBar(use, scale)}</td>${traced && markup`<td role="cell" class="mid">${traces[index]}</td>`}${number('engine', use.engine)}${phases.map((phase) => phaseCell(record, phase))}${number('peak', use.peak)}</tr>`,
  )}</tbody></table>`;
}

/** What of the memory is the engine's, what a network adds, and when the peak was. */
export function memory({ slices }: RunView): Markup | false {
  const any = slices.some((slice) => slice.cells.some((view) => drawnOf(view).length > 0));
  if (!any) return false;
  return section({
    id: 'memory',
    title: 'How much memory, and when?',
    finding: perSlice(slices, (slice) => finding(phrasesMarkup(memoryFinding(slice)))),
    how: 'Grey: the engine with no network. Colour: what the network adds in steady state. Upright line: the peak until then, which loading may set. Of the first process that measured the cell; the main table has all.',
    body: perSlice(slices, bars),
  });
}
