import { RECORD_VERSION } from '@convbench/spec';
import type { Measured, PeakRecord } from '@convbench/spec';
import { peakId } from '@convbench/statistics';
import type { PlannedPeak } from '../../plan/matrix/types.js';
import { gpuOf, lookUp, quietly } from './runContext.js';
import type { RunContext } from './runContext.js';
import type { GroupRound } from './schedule.js';

/** Longer than any device should take. */
const timeLimitMs = 120_000;

/** Peaks of the plan that have no record, if anything is left to be held against them. */
export function neededPeaks(
  { plan, done }: Pick<RunContext, 'plan' | 'done'>,
  schedule: readonly GroupRound[],
): PlannedPeak[] {
  if (schedule.length === 0) return [];
  return plan.peaks.filter((peak) => !done.peaks.has(peakId(peak)));
}

/** Measures what is needed and adds it to `done`. Returns false when the signal ended it. */
export async function runPeaks(
  peaks: readonly PlannedPeak[],
  context: RunContext,
): Promise<boolean> {
  const { store, done, timeLeft, signal, onEvent } = context;
  for (const peak of peaks) {
    if (signal.aborted) return false;
    const id = peakId(peak);
    timeLeft.start(id);
    const { backend, threads } = peak;
    onEvent({ type: 'peak-started', backend, threads, runSecondsLeft: timeLeft.seconds() });
    const record = await runPeak(peak, context);
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
  context: RunContext,
): Promise<PeakRecord | undefined> {
  const { plan, executor } = context;
  const startedAt = new Date().toISOString();
  const reference = lookUp(plan.references.backends, backend.name);
  const { device } = backend;
  const { tf32 } = plan.config;
  const outcome = await executor.run(
    {
      child: { kind: 'peak', backend: reference, device, threads, tf32 },
      timeLimitMs,
      gpu: gpuOf(plan, backend),
    },
    quietly(context),
  );
  if (outcome.state === 'aborted') return undefined;
  const base = {
    type: 'peak' as const,
    recordVersion: RECORD_VERSION,
    startedAt,
    backend,
    threads,
  };
  if (outcome.state === 'result') return { ...base, ...outcome.result };
  const perSecond: Measured = { notMeasured: outcome.failure.message };
  const none = { what: 'none', perSecond };
  return { ...base, engineVersion, matrixProduct: none, convolution: none, memoryCopy: none };
}
