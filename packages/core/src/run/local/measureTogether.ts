import { setTimeout as pause } from 'node:timers/promises';
import { BLOCK } from '@convbench/measure';
import type { CellRecord, Turns } from '@convbench/spec';
import { failedRecord } from '../tasks/cellRecord.js';
import type { RoundTask, TaskEvent } from '../tasks/executor.js';
import { MeasuringProcess } from './measuringProcess.js';
import type { PreparedMeasuring } from './measuringProcess.js';
import { conformanceTask, materializeTask, measureTask } from './measuringTasks.js';
import type { SingleMeasuring } from './measuringTasks.js';
import { runChild } from './runChild.js';
import type { ChildOptions } from './supervisedChild.js';
import type { RunMeters } from './watch/runMeters.js';
import type { WrittenArtefacts } from './writtenArtefacts.js';

export interface TogetherContext {
  readonly written: WrittenArtefacts;
  readonly meters: RunMeters;
  readonly signal: AbortSignal;
  readonly onEvent: (event: TaskEvent, task: RoundTask) => void;
  readonly onRecord: (record: CellRecord, task: RoundTask) => Promise<void>;
  /** Why a process that could have taken turns is alone. */
  readonly aloneBecause?: string | undefined;
}

/**
 * Measures cells by processes that are alive together and take turns. One after the other starts, loads, warms up and
 * measures its first block; then blocks go round, another process first each time, until every steady state is over; then
 * one after the other looks at what its network computes. Never do two compute at once.
 *
 * What the processes open is written before, and a device that may compute wrongly is checked, each in a process of its
 * own. A process that fails leaves the others alone. Cells that the signal ended have no record.
 */
export async function measureTogether(
  group: readonly SingleMeasuring[],
  context: TogetherContext,
): Promise<void> {
  const { meters, signal, onEvent, onRecord, aloneBecause } = context;
  const ready: PreparedMeasuring[] = [];
  for (const measuring of group) {
    const prepared = await prepare(measuring, context);
    if (prepared === undefined) return;
    if ('status' in prepared) await onRecord(prepared, measuring.task);
    else ready.push(prepared);
  }
  const roundBeganMs = performance.now();
  const processes = ready.map(
    (prepared) =>
      new MeasuringProcess(prepared, {
        limits: limitsOf(prepared.task, signal),
        meters,
        onEvent: (event) => onEvent(event, prepared.task),
        roundBeganMs,
      }),
  );
  for (const each of processes) {
    await gap(processes);
    await each.begin();
  }
  await takeTurns(processes);
  const pids = processes.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  const turns: Turns = { processes: processes.length, ...(aloneBecause && { aloneBecause }) };
  for (const each of processes) {
    const record = await each.finish(turns, pids);
    if (record !== undefined) await onRecord(record, each.measuring.task);
  }
}

async function takeTurns(processes: readonly MeasuringProcess[]): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    const wanting = processes.filter(({ wantsTurn }) => wantsTurn);
    if (wanting.length === 0) return;
    const first = turn % wanting.length;
    for (const each of [...wanting.slice(first), ...wanting.slice(0, first)]) {
      await gap(processes);
      await each.block(turn);
    }
  }
}

/** Threads of whoever computed before still spin; alone they are one's own. */
async function gap({ length }: readonly MeasuringProcess[]): Promise<void> {
  if (length > 1) await pause(BLOCK.gapMs);
}

function limitsOf({ config }: RoundTask, signal: AbortSignal): ChildOptions {
  return {
    timeLimitMs: config.cellTimeLimitMinutes * 60_000,
    memoryLimitBytes: config.cellMemoryLimitBytes,
    signal,
  };
}

/** Undefined when the signal ended it, a record where something failed. */
async function prepare(
  measuring: SingleMeasuring,
  { signal, onEvent, written }: TogetherContext,
): Promise<PreparedMeasuring | CellRecord | undefined> {
  const { task, batchSize, correctness } = measuring;
  const startedAt = new Date();
  const limits = limitsOf(task, signal);
  const hooks = {
    onPhase: (phase: string) => onEvent({ type: 'phase', phase, batchSize }, task),
  };
  const { descriptor, planned } = task;
  // What the reference cannot interpret has no graph whose convolutions could be checked.
  const isChecked =
    correctness !== 'none' &&
    descriptor.checkedAgainst !== undefined &&
    planned.uninterpreted === undefined;
  const checked = isChecked ? await runChild(conformanceTask(measuring), limits, hooks) : undefined;
  if (checked?.state === 'aborted') return undefined;
  if (checked?.state === 'failed') return failedRecord(task, checked.failure, startedAt);

  const toWrite = materializeTask(measuring);
  let materialized = await written.find(toWrite);
  if (materialized === undefined) {
    const outcome = await runChild(toWrite, limits, hooks);
    if (outcome.state === 'aborted') return undefined;
    if (outcome.state === 'failed') return failedRecord(task, outcome.failure, startedAt);
    materialized = outcome.result;
    written.add(toWrite, materialized);
  }
  const child = measureTask(measuring, materialized);
  return { ...measuring, child, conformance: checked?.result, startedAt };
}

/** Measures one cell without others. Undefined when the signal ended it. */
export async function measureAlone(
  measuring: SingleMeasuring,
  context: Omit<TogetherContext, 'onRecord'>,
): Promise<CellRecord | undefined> {
  let found: CellRecord | undefined;
  await measureTogether([measuring], {
    ...context,
    onRecord: (record) => {
      found = record;
      return Promise.resolve();
    },
  });
  return found;
}
