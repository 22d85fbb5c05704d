import type { EpochPoint, RunResults, StaticCost } from '@convbench/spec';
import { cellRecordSchema, runRecordSchema, trainingRecordSchema } from '@convbench/spec';
import { exampleResults } from './exampleResults.js';
import { withMeasured } from './changedResults.js';

const MB = 1e6;

function memoryPhases(runtime: number, peak: number) {
  const steady = runtime + (peak - runtime) * 0.7;
  const phases = [
    ['load', 0, peak * 0.97],
    ['first inference', 80, peak],
    ['warm-up', 120, steady],
    ['steady state', 400, steady],
  ] as const;
  return {
    phases: phases.map(([phase, startedMs, value]) => ({
      phase,
      startedMs,
      peakRssBytes: { value: Math.round(value) },
    })),
    curve: Array.from({ length: 80 }, (_, index) => ({
      elapsedMs: 20 * index,
      rssBytes: Math.round(
        index < 5 ? runtime + (peak - runtime) * (index / 5) : steady + (index % 3) * MB,
      ),
    })),
  };
}

/** A stem, blocks and a head, and what two sources state. */
function withParts(cost: StaticCost): StaticCost {
  const parts = [
    ['stem', 0.2, 0.02],
    ['stage1', 0.5, 0.18],
    ['stage2', 0.25, 0.3],
    ['head', 0.05, 0.5],
  ] as const;
  const ofMacs = (share: number) => Math.round(cost.macs * share);
  const count = (published: number, ours: number, agrees: boolean) => ({
    ...{ published, ours, agrees },
    relativeDifference: ours / published - 1,
  });
  return {
    ...cost,
    layerGroups: parts.map(([name, macs, parameters], index) => ({
      name,
      layers: 3 + index,
      macs: ofMacs(macs),
      trainableParameters: Math.round(cost.trainableParameters * parameters),
      activationBytes: Math.round(cost.activationSumBytes * macs),
    })),
    published: [
      { source: 'a paper, table 1', trainableParameters: count(6e6, 5_998_000, true) },
      {
        source: 'a reference implementation',
        macs: count(1.4e9, 1_498_000_000, false),
        difference: 'It leaves out the last layers.',
      },
    ],
  };
}

/**
 * The example with everything that records can hold: parts of networks, published figures, memory by phase, epochs with
 * images held out, a throughput sweep and a server scenario of each network. Invented, the same at every call, and valid by its schemas.
 */
export function richResults(): RunResults {
  const results = withMeasured((record, index) => {
    const { peakRssBytes, runtimeRssBytes } = record.memory;
    if (!('value' in peakRssBytes) || !('value' in runtimeRssBytes)) return record;
    const memory = { ...record.memory, ...memoryPhases(runtimeRssBytes.value, peakRssBytes.value) };
    const base = { ...record, memory, static: withParts(record.static) };
    if (record.cell.batchSize === 1) return base;
    const rate = 'value' in record.imagesPerSecond ? record.imagesPerSecond.value : 1;
    const points = [1, 2, 4, 8, 16, 32].map((batchSize) => ({
      status: 'measured' as const,
      batchSize,
      imagesPerSecond: { value: rate * (0.5 + 0.1 * Math.log2(batchSize)) },
      medianMs: { value: (1000 * batchSize) / rate },
      peakRssBytes: { value: (130 + batchSize) * MB },
    }));
    const scenario = index % 2 === 0 ? ('throughput' as const) : ('server' as const);
    const cell = { ...record.cell, id: `${scenario}${index}`, scenario };
    return scenario === 'throughput'
      ? { ...base, cell, sweep: { points, bestBatchSize: 32, endedBy: 'no-gain' as const } }
      : {
          ...base,
          cell: { ...cell, batchSize: 1 },
          batchSizeRun: 1,
          server: {
            p99BoundMs: 100,
            highestRatePerSecond: { value: rate / 3 },
            points: [0.2, 0.33, 0.5].map((part) => ({
              ratePerSecond: rate * part,
              requests: 500,
              p50Ms: { value: 20 * part },
              p95Ms: { value: 120 * part },
              p99Ms: { value: 250 * part },
              meets: 250 * part <= 100,
            })),
          },
        };
  });
  const trainings = exampleResults().trainings.map((training) => {
    if (training.status !== 'done') return training;
    const epochs = training.curve
      .filter((_, index) => index % 12 === 11)
      .map((point, index): EpochPoint => ({
        epoch: index + 1,
        step: point.step,
        imagesSeen: point.imagesSeen,
        elapsedSeconds: point.elapsedSeconds,
        learningRate: point.learningRate,
        loss: point.loss,
        trainTop1: point.trainTop1,
        imagesPerSecond: training.imagesPerSecond,
        validation: { images: 5000, top1: point.trainTop1 - 0.015, loss: point.loss + 0.08 },
      }));
    return trainingRecordSchema.parse({
      ...training,
      epochs,
      kept: { step: training.steps, which: 'last', endedBy: 'budget' },
    });
  });
  const cells = results.cells.map(({ cell, rounds }) => ({
    cell,
    rounds: rounds.map((record) => cellRecordSchema.parse(record)),
  }));
  const run = runRecordSchema.parse({ ...results.run, cells: cells.map(({ cell }) => cell) });
  return { ...results, run, trainings, cells };
}
