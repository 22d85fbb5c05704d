import { peakId } from '../../plan/matrix/peakId.js';
import type { RecordStore } from '../../store/recordStore.js';
import type { ExecuteRunOptions } from './executeRunOptions.js';
import { prepareWeights } from './prepareWeights.js';
import { neededPeaks, runPeaks } from './runPeaks.js';
import { roundId, runRounds } from './runRounds.js';
import type { RunStage } from './runStage.js';
import type { Done } from './runState.js';
import { neededTrainings, runTrainings } from './runTrainings.js';
import { scheduleRounds } from './schedule.js';
import { trackTimeLeft } from './timeLeft.js';

/** Runs what is missing and adds it to `done`. Returns false when the signal ended it. */
export async function runParts(
  options: ExecuteRunOptions,
  store: RecordStore,
  done: Done,
): Promise<boolean> {
  const { plan, signal, onEvent = () => undefined } = options;
  const schedule = scheduleRounds(plan.cells, plan.config.measuring.rounds, done);
  const bare = { options, store, done, schedule, onEvent };
  const trainings = await neededTrainings(bare);
  const peaks = neededPeaks(bare);
  const timeLeft = trackTimeLeft([
    ...trainings.map(({ key, estimatedSeconds }) => ({
      id: key,
      kind: 'training' as const,
      estimatedSeconds,
    })),
    ...peaks.map((peak) => ({
      id: peakId(peak),
      kind: 'peak' as const,
      estimatedSeconds: peak.estimatedSeconds,
    })),
    ...schedule.map((next) => ({
      id: roundId(next),
      kind: 'cell' as const,
      estimatedSeconds: next.planned.estimatedRoundSeconds[next.round] ?? 0,
    })),
  ]);
  const stage: RunStage = { ...bare, timeLeft };

  if (!(await runTrainings(trainings, stage))) return false;
  const unprepared = await prepareWeights(
    schedule.map(({ planned }) => planned),
    { plan, onEvent, ...(signal && { signal }) },
  );
  if (unprepared === undefined) return false;
  if (!(await runPeaks(peaks, stage))) return false;
  return runRounds(unprepared, stage);
}
