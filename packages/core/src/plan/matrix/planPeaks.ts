import type { MatrixConfig } from '@convbench/spec';
import { peakId } from '@convbench/statistics';
import type { PlannedBackend, PlannedCell, PlannedPeak } from './types.js';

/** Two kinds of arithmetic, about six sizes each, and the start of a process. */
const estimatedSeconds = 6;

/** The machine's peak for each backend, device and number of threads that some cell has, once. */
export function planPeaks(
  cells: readonly PlannedCell[],
  backends: readonly PlannedBackend[],
  { measuring }: Pick<MatrixConfig, 'measuring'>,
): PlannedPeak[] {
  if (!measuring.machinePeak) return [];
  const used = new Set(cells.map(({ cell }) => peakId(cell)));
  const peaks = backends.map(({ name, title, device, threads, engineVersion }): PlannedPeak => ({
    backend: { name, title, device },
    threads,
    engineVersion,
    estimatedSeconds,
  }));
  const distinct = new Map(peaks.map((peak) => [peakId(peak), peak]));
  return [...distinct].filter(([id]) => used.has(id)).map(([, peak]) => peak);
}
