import type { RunResults } from '@convbench/spec';
import { withMeasured } from './changedResults.js';

/** The example on a machine that cannot measure energy at all. */
export function realisticallyUnmeasured(): RunResults {
  return withMeasured((record) => ({
    ...record,
    energy: { notMeasured: 'this machine has no power meter' },
  }));
}
