import type { CellRecord } from '@convbench/spec';
import type { RunRoundOptions } from './measureOnce.js';
import { measureOnce } from './measureOnce.js';
import { runSweep } from './runSweep.js';
import type { PlannedRound } from './schedule.js';
import { takeTurnOnGpu } from './takeTurnOnGpu.js';

/**
 * Measures one round of a cell by its scenario, when its GPU is free. `earlier` are its rounds so far. Returns undefined
 * when the signal ended it.
 */
export function measureRound(
  next: PlannedRound,
  earlier: readonly CellRecord[],
  options: RunRoundOptions,
): Promise<CellRecord | undefined> {
  return takeTurnOnGpu(
    next.planned.cell.backend,
    { ...options, gpus: () => options.meters.gpu.samples(-Infinity, Infinity) },
    () => measure(next, earlier, options),
  );
}

function measure(
  next: PlannedRound,
  earlier: readonly CellRecord[],
  options: RunRoundOptions,
): Promise<CellRecord | undefined> {
  const { cell } = next.planned;
  if (cell.scenario !== 'throughput') return measureOnce(next, cell.batchSize, options);
  // The best batch is searched for once; what it yields is measured as often as anything else.
  const sweep = earlier.map((record) => 'sweep' in record && record.sweep).find(Boolean);
  return sweep ? measureOnce(next, sweep.bestBatchSize, options) : runSweep(next, options);
}
