import type { RunResults } from '@convbench/spec';
import type { Row } from '../table/cellTable.js';
import { viewRun } from '../view/runView.js';
import { tableCsv } from './csv.js';

const COLUMNS = [
  'cell_id',
  'network',
  'backend',
  'device',
  'batch_size_run',
  'round',
  'sample',
  'latency_ms',
];

/** Every latency of steady state, one a row, in the order in which they were taken. */
export function renderSamplesCsv(results: RunResults): string {
  const rows = viewRun(results).cells.flatMap(({ cell, network, records }) =>
    records.flatMap(({ round, batchSizeRun, latency }) =>
      latency.samplesMs.map((sample, index): Row => ({
        cell_id: cell.id,
        network: network.fullLabel,
        backend: cell.backend.name,
        device: cell.backend.device,
        batch_size_run: batchSizeRun,
        round,
        sample: index,
        latency_ms: Number.isFinite(sample) ? sample : undefined,
      })),
    ),
  );
  return tableCsv({ columns: COLUMNS, rows });
}
