import { canonicalJson, roundRange } from '@convbench/spec';
import type { CellRecord, CellResults } from '@convbench/spec';
import { isSequential, looksOf, nextLook, openCells } from '@convbench/statistics';
import type { OpenCell } from '@convbench/statistics';
import { sha256 } from '../../base/hash.js';
import { isGpu } from '../../plan/matrix/isGpu.js';
import type { Plan, PlannedCell } from '../../plan/matrix/types.js';
import { lookUpProbe } from './runContext.js';
import { withReducedCells } from './reducedCell.js';
import { roundsOf } from './runState.js';
import type { Done } from './runState.js';

/** A round of a group: a process of each of these cells. */
export interface GroupRound {
  readonly group: string;
  /** From 0. */
  readonly round: number;
  readonly cells: readonly PlannedCell[];
}

/** A cell that fails at once would fail in every round: it is not tried again, unless some round of it was measured. */
export function isPending(records: readonly CellRecord[], round: number): boolean {
  if (records.some((record) => record.round === round)) return false;
  return records.length === 0 || records.some(({ status }) => status === 'measured');
}

/** The cells of a plan that are compared with one another and can take turns, by the name of their group. */
export type Groups = ReadonlyMap<string, readonly PlannedCell[]>;

/** With cells of smaller batches for those that ran out of memory. */
export function groupsOf(plan: Plan, done: Done): Groups {
  const groups = new Map<string, PlannedCell[]>();
  for (const planned of withReducedCells(plan.cells, done)) {
    const name = groupOf(planned, plan);
    groups.set(name, [...(groups.get(name) ?? []), planned]);
  }
  return groups;
}

/**
 * A group is the cells of one data set, input size, scenario, batch size, number of threads and physical processor (the
 * CPU, or one GPU). Networks, precisions and engines vary within it.
 */
function groupOf({ cell }: PlannedCell, plan: Plan): string {
  const { backend, dataset, network, scenario, batchSize, threads } = cell;
  const probe = lookUpProbe(plan, backend);
  const [, number = '0'] = backend.device.split(':');
  const processor = isGpu(probe) ? `gpu ${number}` : 'cpu';
  const { inputSize } = network.options;
  return canonicalJson([
    [dataset.name, dataset.options, inputSize],
    [scenario, batchSize, threads, processor],
  ]);
}

/**
 * The rounds that every cell gets: every group once, then every group again, each time in another random order, and so are
 * the cells within it. The first time large batches come first: accuracy is found by them, at least cost. What drifts with time (heat, other programs) then hits all alike. The order is the same in every
 * part of a run that was interrupted.
 */
export function certainRounds(plan: Plan, done: Done): GroupRound[] {
  const { least } = roundRange(plan.config.measuring);
  const groups = [...groupsOf(plan, done)];
  const { seed } = plan.config;
  return Array.from({ length: least }, (_, round) =>
    groupsInOrder(groups, seed, round).flatMap(([group, cells]) => {
      const pending = cells.filter(({ cell }) => isPending(roundsOf(done, cell.id), round));
      return pending.length === 0 ? [] : [{ group, round, cells: ordered(pending, round) }];
    }),
  ).flat();
}

/** What more rounds would tell, by id of the cell. */
export type OpenCells = ReadonlyMap<string, OpenCell>;

/**
 * The next round of a group in which something is open. Whether it is, is looked at after certain numbers of rounds alone
 * (`looksOf`); between two looks a cell goes on.
 */
export function openRound(plan: Plan, done: Done): GroupRound | undefined {
  const range = roundRange(plan.config.measuring);
  if (!isSequential(range)) return undefined;
  const candidates = [...groupsOf(plan, done)].flatMap(([group, cells]): GroupRound[] => {
    const wanting = cellsToGoOn(cells, plan, done);
    if (wanting.length === 0) return [];
    const round = Math.min(...wanting.map((planned) => countOf(planned, done)));
    const next = wanting.filter((planned) => countOf(planned, done) === round);
    return [{ group, round, cells: ordered(next, round) }];
  });
  // Groups take turns, so that they are done at about the same time.
  const fewest = Math.min(...candidates.map(({ round }) => round));
  return candidates.find(({ round }) => round === fewest);
}

/** What is known of the cells of a group. */
export function openOf(cells: readonly PlannedCell[], plan: Plan, done: Done): OpenCells {
  const { measuring } = plan.config;
  const results = cells.map(({ cell }): CellResults => ({ cell, rounds: roundsOf(done, cell.id) }));
  return openCells(results, {
    range: roundRange(measuring),
    targetHalfWidth: measuring.targetHalfWidth,
  });
}

function cellsToGoOn(cells: readonly PlannedCell[], plan: Plan, done: Done): PlannedCell[] {
  const range = roundRange(plan.config.measuring);
  const looks = new Set(looksOf(range).map(({ rounds }) => rounds));
  const alive = cells.filter((planned) => {
    const records = roundsOf(done, planned.cell.id);
    return records.some(({ status }) => status === 'measured') && records.length >= range.least;
  });
  let known: OpenCells | undefined;
  const countById = new Map(cells.map((planned) => [planned.cell.id, countOf(planned, done)]));
  return alive.filter((planned) => {
    const count = countOf(planned, done);
    if (nextLook(count, range) === undefined) return false;
    if (!looks.has(count)) return true;
    known ??= openOf(cells, plan, done);
    const open = known.get(planned.cell.id);
    if (open === undefined) return false;
    // Against a cell that rests nothing can be paired.
    return (
      (open.isWide && !open.isOutOfReach) ||
      open.undecided.some((id) => countById.get(id) === count)
    );
  });
}

/** Rounds of a cell that have ended, one way or the other. */
const countOf = ({ cell }: PlannedCell, done: Done) => roundsOf(done, cell.id).length;

type Group = readonly [name: string, cells: readonly PlannedCell[]];

function groupsInOrder(groups: readonly Group[], seed: number, round: number): Group[] {
  const order = inRandomOrder(groups, ([name]) => `${seed} ${round} ${name}`);
  if (round > 0) return order;
  const batchOf = ([, cells]: Group) => cells[0]?.cell.batchSize ?? 0;
  return order.sort((a, b) => batchOf(b) - batchOf(a));
}

function ordered(cells: readonly PlannedCell[], round: number): PlannedCell[] {
  return inRandomOrder(cells, ({ cell }) => `${cell.seed} ${round} ${cell.id}`);
}

function inRandomOrder<Item>(items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, rank: sha256(nameOf(item)) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ item }) => item);
}
