import type { CellRecord, MeasuredCellRecord } from '@convbench/spec';
import { beforeEach, describe, expect, it } from 'vitest';
import { exampleResults } from '../../../../../test/support/exampleResults.js';
import type { Plan, PlannedCell } from '../../plan/matrix/types.js';
import { addRound, emptyDone } from './runState.js';
import type { Done } from './runState.js';
import { certainRounds, groupsOf, openRound } from './schedule.js';
import type { GroupRound } from './schedule.js';

const example = exampleResults().cells[0]?.rounds[0] as MeasuredCellRecord;
const cellOf = (id: string, changes: object = {}): PlannedCell => {
  const cell = { ...example.cell, id, ...changes };
  return { cell, fixedBatch: true } as unknown as PlannedCell;
};

function planOf(cells: readonly PlannedCell[], rounds: unknown = { least: 2, most: 6 }): Plan {
  const { name } = example.cell.backend;
  const probe = (device: string, usesGpu: boolean) => ({
    ...{ name, device, descriptor: { usesGpu } },
    availability: { available: true },
  });
  return {
    cells,
    probes: [probe('cpu', false), probe('cuda', true), probe('cuda:1', true)],
    config: { seed: 1, measuring: { rounds, targetHalfWidth: 0.02 } },
  } as unknown as Plan;
}

const onDevice = (device: string) => ({ backend: { ...example.cell.backend, device } });
const named = (round: GroupRound | undefined) =>
  round &&
  `${round.round}: ${round.cells
    .map(({ cell }) => cell.id)
    .sort()
    .join(' ')}`;

let done: Done;
beforeEach(() => {
  done = emptyDone();
});

/** One round, of each of these cells with its median in milliseconds. */
function measure(round: number, medians: Readonly<Record<string, number>>): void {
  for (const [id, value] of Object.entries(medians))
    addRound(done, {
      ...example,
      cell: { ...example.cell, id },
      round,
      latency: { ...example.latency, medianMs: { value } },
      warnings: [],
    });
}

describe('groups', () => {
  it('hold what is compared: the same batch, threads, data and processor', () => {
    const cells = [
      cellOf('a'),
      cellOf('b'),
      cellOf('c', { batchSize: 7 }),
      cellOf('d', onDevice('cuda')),
      cellOf('e', onDevice('cuda:1')),
      cellOf('f', { network: { ...example.cell.network, options: { inputSize: 77 } } }),
      cellOf('g', { backend: { ...example.cell.backend, title: 'The same engine' } }),
    ];
    const groups = [...groupsOf(planOf(cells), done).values()];
    expect(groups.map((group) => group.map(({ cell }) => cell.id).join(''))).toEqual([
      'abg',
      'c',
      'd',
      'e',
      'f',
    ]);
  });
});

describe('the rounds that every cell gets', () => {
  it('are those that have not ended, round after round', () => {
    const plan = planOf([cellOf('a'), cellOf('b')]);
    expect(certainRounds(plan, done).map(named)).toEqual(['0: a b', '1: a b']);
    measure(0, { a: 1 });
    expect(certainRounds(plan, done).map(named)).toEqual(['0: b', '1: a b']);
    const failed = { ...example, cell: { ...example.cell, id: 'b' }, round: 0, status: 'failed' };
    addRound(done, failed as unknown as CellRecord);
    expect(certainRounds(plan, done).map(named)).toEqual(['1: a']);
    expect(openRound(plan, done)).toBeUndefined();
  });
});

describe('further rounds', () => {
  const cells = [cellOf('a'), cellOf('b'), cellOf('c')];

  it('go to cells whose order is open, until it is decided', () => {
    const plan = planOf(cells, { least: 5, most: 20 });
    const steady = [1, 1.002, 0.998, 1.001, 0.999, 1, 1.001];
    for (let round = 0; round < 5; round += 1) {
      const factor = steady[round]!;
      measure(round, {
        a: 10 * factor,
        b: 10.1 * factor * (1 + 0.04 * (-1) ** round),
        c: 30 * factor,
      });
    }
    const next = openRound(plan, done);
    expect(next?.round).toBe(5);
    // 30 ms is neither: it is known well, and slower than both.
    expect(named(next)).toBe('5: a b');
    measure(5, { a: 10, b: 11 });
    // Between two looks a cell goes on, whatever was measured.
    expect(named(openRound(plan, done))).toBe('6: a b');
  });

  it('go to cells whose figure is not known well enough, and to no other', () => {
    const plan = planOf(cells);
    measure(0, { a: 10, b: 20, c: 40 });
    measure(1, { a: 10.001, b: 20.002, c: 60 });
    expect(named(openRound(plan, done))).toMatch(/^2: .*c$/);
  });

  it('are none of a cell whose figure stays wide however many it gets', () => {
    const plan = planOf([cellOf('a')], { least: 2, most: 30 });
    for (const [round, ms] of [10, 14, 7].entries()) measure(round, { a: ms });
    expect(openRound(plan, done)).toBeUndefined();
  });

  it('end with the last round that a cell may have, and are none where the number is given', () => {
    for (let round = 0; round < 6; round += 1) measure(round, { a: 1 + round });
    expect(openRound(planOf([cellOf('a')]), done)).toBeUndefined();
    expect(openRound(planOf([cellOf('a')], 3), done)).toBeUndefined();
    const patient = planOf([cellOf('a')], { least: 6, most: 7 });
    expect(named(openRound(patient, done))).toBe('6: a');
  });
});
