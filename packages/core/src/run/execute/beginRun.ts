import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { RECORD_VERSION, UserError } from '@convbench/spec';
import type { EndRecord, RunRecord } from '@convbench/spec';
import { peakId } from '@convbench/statistics';
import { parseResults, writtenVersion } from '../../store/readResults.js';
import type { RecordStore } from '../../store/recordStore.js';
import { timeStamp } from '../../store/runDirectory.js';
import { writeRunOrigin } from '../../store/runOrigin.js';
import { convbenchVersion } from '../../base/version.js';
import { checkSamePlan } from './compareRuns.js';
import type { ExecuteRunOptions } from './executeRunOptions.js';
import type { Executor } from '../tasks/executor.js';
import { addRound, emptyDone } from './runState.js';
import type { Done } from './runState.js';

export interface BegunRun {
  readonly run: RunRecord;
  readonly done: Done;
  /** What ended the part before. */
  readonly lastEnd?: EndRecord | undefined;
  readonly resumed: boolean;
}

/**
 * Writes the run's first record, or reads what an earlier part has done. Throws a `UserError` when the folder holds a
 * run that is not to be resumed, or that this is not the plan of.
 */
export async function beginRun(
  options: ExecuteRunOptions,
  executor: Pick<Executor, 'host'>,
  store: RecordStore,
): Promise<BegunRun> {
  const { plan, runDirectory, resume = false, retryFailed = false } = options;
  const content = await readFile(store.path);
  if (content.length > 0) {
    if (!resume)
      throw new UserError(
        'core',
        `There is a run in ${JSON.stringify(runDirectory)} already.`,
        'Resume it, or choose another folder.',
      );
    const { run, trainings, peaks, cells, end } = parseResults(content, store.path);
    const isOld = run.config.measuring.targetPrecision !== undefined;
    if (isOld || writtenVersion(content) === 1)
      throw new UserError(
        'core',
        'The run was begun by an earlier convbench, which measured in another way.',
        'Start a new run with its config: weights are taken from the cache.',
      );
    checkSamePlan(run, plan);
    const kept = <Entry extends { status: string }>(entry: Entry) =>
      !retryFailed || entry.status !== 'failed';
    const done = emptyDone();
    for (const record of trainings.filter(kept)) done.trainings.set(record.key, record);
    for (const record of peaks) done.peaks.set(peakId(record), record);
    for (const { rounds } of cells)
      for (const record of rounds.filter(kept)) addRound(done, record);
    return { run, done, lastEnd: end, resumed: true };
  }
  const startedAt = new Date();
  await writeRunOrigin(runDirectory, { directory: plan.directory });
  const run: RunRecord = {
    type: 'run',
    recordVersion: RECORD_VERSION,
    runId: `${timeStamp(startedAt)}-${randomUUID().slice(0, 4)}`,
    title: plan.config.title,
    convbenchVersion: convbenchVersion(),
    startedAt: startedAt.toISOString(),
    host: await (options.gatherHost ?? executor.host)(),
    config: plan.config,
    cells: plan.cells.map(({ cell }) => cell),
  };
  await store.append(run);
  return { run, done: emptyDone(), resumed: false };
}
