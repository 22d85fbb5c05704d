import type { CellResults, Measured } from '@convbench/spec';
import { summarizeCell, type OfRun } from '../cells/summarizeCell.js';
import { whyUnreliable } from '../cells/unreliable.js';
import type { PickCandidate } from './figures.js';

/**
 * Cells as candidates, by the id of the cell. Latency is that of one call with the cell's whole batch (median), memory the
 * peak of its process. Cells that nothing measured are candidates that cannot be picked.
 */
export function runCandidates(cells: readonly CellResults[], ofRun: OfRun): PickCandidate[] {
  return cells.map((results) => {
    const { id } = results.cell;
    const summary = summarizeCell(results, ofRun);
    if (summary === undefined) return { id, figures: unmeasured(results), excluded: 'it failed' };
    const { accuracy, latency, memory, static: cost, warnings } = summary;
    const reasons = whyUnreliable(warnings);
    const top1: Measured = 'notMeasured' in accuracy ? accuracy : accuracy.top1;
    return {
      id,
      figures: {
        top1,
        latencyMs: latency.medianMs,
        memoryBytes: memory.peakRssBytes,
        parameters: { value: cost.trainableParameters },
        macs: { value: cost.macs },
      },
      excluded: reasons.length > 0 ? `it has the warning ${reasons.join(', ')}` : undefined,
    };
  });
}

function unmeasured({ rounds }: CellResults): PickCandidate['figures'] {
  const failure = rounds.find((record) => record.status === 'failed')?.failure;
  const none: Measured = {
    notMeasured: failure === undefined ? 'not run yet' : `the cell failed in ${failure.phase}`,
  };
  return { top1: none, latencyMs: none, memoryBytes: none, parameters: none, macs: none };
}
