import { freemem } from 'node:os';
import type { RoundTask } from '../tasks/executor.js';
import type { SingleMeasuring } from './measuringTasks.js';

/** Cells that are measured side by side, or one that is not. */
export type Part =
  | { readonly kind: 'together'; readonly members: readonly SingleMeasuring[] }
  | { readonly kind: 'alone'; readonly member: SingleMeasuring; readonly because: string }
  /** The best batch of the cell is searched for. */
  | { readonly kind: 'sweep'; readonly task: RoundTask };

/** Of what is free; the rest is for the system's caches, and for what an estimate misses. */
const usablePart = 0.7;

/** Divides a group into cells that can take turns, as many as the memory holds at once, and others. */
export function partsOf(group: readonly RoundTask[], freeBytes = freeMemoryBytes()): Part[] {
  const alone: Part[] = [];
  const members: SingleMeasuring[] = [];
  for (const task of group) {
    const { cell } = task.planned;
    const { correctness, descriptor, bestBatchSize } = task;
    const batchSize = cell.scenario === 'throughput' ? bestBatchSize : cell.batchSize;
    if (batchSize === undefined) {
      alone.push({ kind: 'sweep', task });
      continue;
    }
    const member = { task, batchSize, correctness };
    if (cell.scenario === 'server')
      alone.push({ kind: 'alone', member, because: 'images arrive at random' });
    else if (!descriptor.sharesTurns)
      alone.push({ kind: 'alone', member, because: `one process holds ${cell.backend.device}` });
    else members.push(member);
  }
  return [...inMemory(members, usablePart * freeBytes), ...alone];
}

/** In their order, so many at once as fit. */
function inMemory(members: readonly SingleMeasuring[], bytes: number): Part[] {
  const parts: SingleMeasuring[][] = [];
  let left = 0;
  for (const member of members) {
    const needed = expectedBytes(member);
    const last = parts.at(-1);
    if (last === undefined || needed > left) {
      parts.push([member]);
      left = bytes - needed;
    } else {
      last.push(member);
      left -= needed;
    }
  }
  return parts.map((part): Part => {
    const [member] = part;
    const because = 'memory does not hold another process beside it';
    return part.length === 1 && member !== undefined && members.length > 1
      ? { kind: 'alone', member, because }
      : { kind: 'together', members: part };
  });
}

/** Node and an engine without a network. */
const runtimeBytes = 250e6;

/** What the process of a cell may have at most: as an earlier one had, else what a wasteful engine would. */
function expectedBytes({ task: { planned, known }, batchSize }: SingleMeasuring): number {
  const { weightBytes, activationPeakBytes } = planned.static;
  return known.peakRssBytes ?? runtimeBytes + 3 * weightBytes + 3 * batchSize * activationPeakBytes;
}

/** What this machine, or the container that this process is in, still has. */
function freeMemoryBytes(): number {
  return Math.min(freemem(), process.availableMemory());
}
