import type { Cell, MatrixConfig, Warning } from '@convbench/spec';
import { cellId } from './cellId.js';
import { cellSettings } from './cellSettings.js';
import { estimateRounds } from './estimate.js';
import type { KnownRates } from './estimate.js';
import type { PlannedDataset } from './planDatasets.js';
import type { PlannedNetwork } from './planNetwork.js';
import type { PlannedBackend, PlannedCell, PlannedPretrained, PlannedTraining } from './types.js';

export interface PlanCellsOptions {
  readonly config: MatrixConfig;
  readonly backends: readonly PlannedBackend[];
  readonly known: KnownRates;
}

type PlannedWeights = PlannedTraining | PlannedPretrained;

const isPretrained = (weights: PlannedWeights): weights is PlannedPretrained => 'sha256' in weights;

function provenance(weights: PlannedWeights): Pick<Cell, 'weightsKey' | 'pretrained'> {
  const { key: weightsKey } = weights;
  if (!isPretrained(weights)) return { weightsKey };
  const { origin, sha256, initial } = weights;
  return {
    weightsKey,
    pretrained: { origin, sha256, untrained: initial && true },
  };
}

function knownWarnings(weights: PlannedWeights): Warning[] {
  if (!isPretrained(weights)) return [];
  return weights.notes.map(({ kind, message }) => ({
    kind: 'imported-model-note',
    note: kind,
    detail: message,
  }));
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
  const warnings = knownWarnings(weights);
  const [batch] = planned.graph.input.shape;
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
          ...provenance(weights),
        };
        const estimatedRoundSeconds = estimateRounds(
          { macs, scenario, batchSize, testImages, threads, measuring },
          known,
        );
        return {
          cell: { id: cellId(cell), ...cell },
          static: planned.static,
          ...(planned.opaqueOperators && { opaqueOperators: planned.opaqueOperators }),
          fixedBatch,
          estimatedSeconds: estimatedRoundSeconds.reduce((sum, seconds) => sum + seconds, 0),
          estimatedRoundSeconds,
          warnings,
        };
      }),
    ),
  );
}
