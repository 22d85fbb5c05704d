import type { Cell, MatrixConfig } from '@convbench/spec';
import { cellId } from './cellId.js';
import { cellSettings } from './cellSettings.js';
import { estimateRounds } from './estimate.js';
import type { KnownRates } from '../sources/estimateWeights.js';
import type { PlannedDataset } from '../sources/plannedDataset.js';
import { traitsOf } from '../sources/traits.js';
import type { PlannedWeights } from '../sources/weightSource.js';
import type { PlannedNetwork } from './planNetwork.js';
import type { PlannedBackend, PlannedCell } from './types.js';

export interface PlanCellsOptions {
  readonly config: MatrixConfig;
  readonly backends: readonly PlannedBackend[];
  readonly known: KnownRates;
}

/** Every cell of a network with its weights: backends × precisions × scenarios with their batch sizes. */
export function planCells(
  planned: PlannedNetwork,
  weights: PlannedWeights,
  dataset: PlannedDataset,
  options: PlanCellsOptions,
): PlannedCell[] {
  const { config, backends, known } = options;
  const { measuring, seed } = config;
  const { macs } = planned.static;
  const { testImages } = dataset.facts;
  const { key: weightsKey, source } = weights;
  const { pretrained, warnings, uninterpreted } = traitsOf(source);
  const [batch] = planned.input.shape;
  const fixedBatch = typeof batch === 'number';
  const settings = cellSettings(config, fixedBatch ? batch : undefined);
  return backends.flatMap(({ name, title, device, threads }) =>
    config.precisions.flatMap((precision) =>
      settings.map(({ scenario, batchSize }): PlannedCell => {
        const cell: Omit<Cell, 'id'> = {
          network: planned.network,
          backend: { name, title, device },
          dataset: dataset.facts,
          scenario,
          batchSize,
          precision,
          threads,
          seed,
          weightsKey,
          pretrained,
        };
        const estimatedRoundSeconds = estimateRounds(
          { macs, scenario, batchSize, testImages, threads, measuring },
          known,
        );
        return {
          cell: { id: cellId(cell), ...cell },
          static: planned.static,
          source,
          uninterpreted,
          fixedBatch,
          estimatedSeconds: estimatedRoundSeconds.reduce((sum, seconds) => sum + seconds, 0),
          estimatedRoundSeconds,
          warnings,
        };
      }),
    ),
  );
}
