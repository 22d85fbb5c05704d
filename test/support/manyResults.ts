import type { CellRecord, RunResults } from '@convbench/spec';
import { exampleResults } from './exampleResults.js';

/** The example grown to many cells, forty networks to a setting; invented, the same at every call. */
export function manyResults(count: number): RunResults {
  const { run, cells } = exampleResults();
  const pattern = cells[0]?.rounds[0];
  if (pattern?.status !== 'measured') throw new TypeError('The example has a measured cell.');
  const records = Array.from({ length: count }, (_, index): CellRecord => {
    const network = index % 40;
    const setting = Math.floor(index / 40);
    const latency = { ...pattern.latency, medianMs: { value: 1 + network / 7 + setting / 50 } };
    const cell = {
      ...pattern.cell,
      id: `cell${index}`,
      network: { ...pattern.cell.network, id: `net${network}`, title: `Net ${network}` },
      batchSize: 2 ** setting,
      weightsKey: `training${network}`,
    };
    return { ...pattern, cell, latency: { ...latency, samplesMs: latency.samplesMs.slice(0, 40) } };
  });
  return {
    run: { ...run, cells: records.map(({ cell }) => cell) },
    trainings: [],
    peaks: [],
    cells: records.map((record) => ({ cell: record.cell, rounds: [record] })),
  };
}
