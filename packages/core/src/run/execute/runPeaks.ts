import { listGpus } from '@convbench/measure';
import { RECORD_VERSION } from '@convbench/spec';
import type { Measured, PeakRecord } from '@convbench/spec';
import { peakId } from '../../plan/matrix/peakId.js';
import type { Plan, PlannedPeak } from '../../plan/matrix/types.js';
import type { PeakTask } from './messages.js';
import { lookUp } from './references.js';
import type { RunStage } from './runStage.js';
import { runChild } from './runChild.js';
import { takeTurnOnGpu } from './takeTurnOnGpu.js';

/** Longer than any device should take. */
const timeLimitMs = 120_000;

/** Peaks of the plan that have no record, if anything is left to be held against them. */
export function neededPeaks({
  options,
  done,
  schedule,
}: Pick<RunStage, 'options' | 'done' | 'schedule'>): PlannedPeak[] {
  if (schedule.length === 0) return [];
  return options.plan.peaks.filter((peak) => !done.peaks.has(peakId(peak)));
}

/** Measures what is needed and adds it to `done`. Returns false when the signal ended it. */
export async function runPeaks(
  peaks: readonly PlannedPeak[],
  { options, store, done, timeLeft, onEvent }: RunStage,
): Promise<boolean> {
  const { plan, signal } = options;
  for (const peak of peaks) {
    if (signal?.aborted) return false;
    const id = peakId(peak);
    timeLeft.start(id);
    const { backend, threads } = peak;
    onEvent({ type: 'peak-started', backend, threads, runSecondsLeft: timeLeft.seconds() });
    const turn = { plan, gpus: listGpus, onEvent, ...(signal && { signal }) };
    const record = await takeTurnOnGpu(backend, turn, () => runPeak(peak, plan, signal));
    if (record === undefined) return false;
    timeLeft.finish(id);
    await store.append(record);
    done.peaks.set(id, record);
    onEvent({ type: 'peak-finished', record });
  }
  return true;
}

/** What goes wrong is the reason why the figures are not there: cells are measured without them. */
async function runPeak(
  { backend, threads, engineVersion }: PlannedPeak,
  { references, config }: Plan,
  signal: AbortSignal | undefined,
): Promise<PeakRecord | undefined> {
  const startedAt = new Date().toISOString();
  const task: PeakTask = {
    kind: 'peak',
    backend: lookUp(references.backends, backend.name),
    device: backend.device,
    threads,
    tf32: config.tf32,
  };
  const outcome = await runChild(task, { timeLimitMs, ...(signal && { signal }) });
  if (outcome.state === 'aborted') return undefined;
  const base = {
    type: 'peak' as const,
    recordVersion: RECORD_VERSION as 2,
    startedAt,
    backend,
    threads,
  };
  if (outcome.state === 'result') return { ...base, ...outcome.result };
  const perSecond: Measured = { notMeasured: outcome.failure.message };
  const none = { what: 'none', perSecond };
  return { ...base, engineVersion, matrixProduct: none, convolution: none, memoryCopy: none };
}
