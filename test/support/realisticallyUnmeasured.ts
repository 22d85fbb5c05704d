import type { RunResults } from '@convbench/spec';
import { exampleResults } from './exampleResults.js';

/** The example on a machine that cannot measure energy at all. */
export function realisticallyUnmeasured(): RunResults {
  const results = exampleResults();
  return {
    ...results,
    cells: results.cells.map((record) =>
      record.status === 'measured'
        ? { ...record, energyPerImageJoules: { notMeasured: 'this machine has no power meter' } }
        : record,
    ),
  };
}
