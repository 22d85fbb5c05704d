import { isMeasured, canonicalJson } from '@convbench/spec';
import type { Bounds } from '@convbench/statistics';
import { boundsOf } from '@convbench/statistics';
import type { CellView } from './cells.js';
import { figureOf } from './cells.js';
import type { NetworkView } from './networks.js';
import { inputText } from './slices.js';

export interface BatchPoint {
  readonly batch: number;
  /** Images per second. */
  readonly rate: Bounds & { readonly value: number };
}

/** How the throughput of a network grows with the batch, on one backend and setting. */
export interface BatchSeries {
  readonly network: NetworkView;
  readonly setting: string;
  /** One point for each batch size, ascending; two or more. */
  readonly points: readonly BatchPoint[];
}

function settingOf({ cell }: CellView): string {
  return [
    `${cell.backend.title} (${cell.backend.device})`,
    cell.dataset.title,
    inputText(cell),
    `${cell.threads}\u00a0threads`,
  ].join(', ');
}

function pointsOf(view: CellView): BatchPoint[] {
  const { cell, measured } = view;
  if (cell.scenario === 'throughput') {
    return (measured?.sweep?.points ?? []).flatMap((point) => {
      if (point.status !== 'measured' || !isMeasured(point.imagesPerSecond)) return [];
      const rate = point.imagesPerSecond;
      return [{ batch: point.batchSize, rate: { value: rate.value, ...boundsOf(rate) } }];
    });
  }
  const rate = figureOf(view, 'imagesPerSecond');
  if (cell.scenario !== 'latency' || !isMeasured(rate)) return [];
  const batch = measured?.batchSizeRun ?? cell.batchSize;
  return [{ batch, rate: { value: rate.value, ...boundsOf(rate) } }];
}

/** Series of two batches or more: of a sweep, and of cells that differ in nothing else. */
export function batchSeries(cells: readonly CellView[]): BatchSeries[] {
  const groups = new Map<string, CellView[]>();
  for (const view of cells) {
    const { backend, dataset, network, threads, precision, seed } = view.cell;
    const { options } = network;
    const key = canonicalJson([
      [view.network.index, backend, dataset.checksum, options, threads, precision, seed],
    ]);
    groups.set(key, [...(groups.get(key) ?? []), view]);
  }
  const settings = new Set(
    [...groups.values()].flatMap(([first]) => (first ? [settingOf(first)] : [])),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    // A cell of the plan knows its batch better than a short sweep: it comes last and stays.
    const sweepsFirst = [...group].sort(
      (a, b) => Number(a.cell.scenario === 'latency') - Number(b.cell.scenario === 'latency'),
    );
    const byBatch = new Map(sweepsFirst.flatMap(pointsOf).map((point) => [point.batch, point]));
    const points = [...byBatch.values()].sort((a, b) => a.batch - b.batch);
    if (first === undefined || points.length < 2) return [];
    const setting = settings.size > 1 ? settingOf(first) : '';
    return [{ network: first.network, setting, points }];
  });
}
