import { isMeasured } from '@convbench/spec';
import { formatNumber } from '../format/number.js';
import { figureOf } from '../view/cells.js';
import type { Slice } from '../view/slices.js';
import type { Phrase } from './phrase.js';

/** Who adds least and most to the engine's own memory while it runs. */
export function memoryFinding(slice: Slice): readonly Phrase[] {
  const added = slice.cells
    .flatMap((cell) => {
      const figure = figureOf(cell, 'rssAboveRuntime');
      return isMeasured(figure) ? [{ network: cell.network, bytes: figure.value }] : [];
    })
    .sort((a, b) => a.bytes - b.bytes);
  const [least, most] = [added[0], added.at(-1)];
  if (least === undefined || most === undefined) return [];
  const size = (bytes: number) => `${formatNumber(bytes / 1e6, { digits: 3 })}\u00a0MB`;
  if (least === most) {
    return [{ network: least.network }, ` adds ${size(least.bytes)} to the engine.`];
  }
  return [
    'While it runs, ',
    { network: least.network },
    ` adds ${size(least.bytes)} to the engine, `,
    { network: most.network },
    ` ${size(most.bytes)}.`,
  ];
}
