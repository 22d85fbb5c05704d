import { describe, expect, it } from 'vitest';
import type { RoundTask } from '../tasks/executor.js';
import { partsOf } from './groups.js';

interface Changes {
  readonly scenario?: 'latency' | 'throughput' | 'server';
  readonly sharesTurns?: boolean;
  readonly peakRssBytes?: number;
  readonly bestBatchSize?: number;
}

function task(id: string, changes: Changes = {}): RoundTask {
  const { scenario = 'latency', sharesTurns = true, peakRssBytes, bestBatchSize } = changes;
  return {
    planned: {
      cell: { id, scenario, batchSize: 4, backend: { device: 'npu' } },
      static: { weightBytes: 100e6, activationPeakBytes: 5e6 },
    },
    correctness: 'whole',
    descriptor: { sharesTurns },
    bestBatchSize,
    known: { spreadBetween: undefined, peakRssBytes },
  } as unknown as RoundTask;
}

const idsOf = (tasks: readonly RoundTask[], freeBytes = 100e9) =>
  partsOf(tasks, freeBytes).map((part) => {
    switch (part.kind) {
      case 'together':
        return part.members.map(({ task: each }) => each.planned.cell.id).join('+');
      case 'alone':
        return `${part.member.task.planned.cell.id} alone: ${part.because}`;
      case 'sweep':
        return `${part.task.planned.cell.id} sweep`;
    }
  });

describe('partsOf', () => {
  it('puts together what can take turns', () => {
    expect(idsOf([task('a'), task('b'), task('c')])).toEqual(['a+b+c']);
    expect(idsOf([task('a')])).toEqual(['a']);
    expect(partsOf([])).toEqual([]);
  });

  it('leaves alone what cannot, and says why', () => {
    const tasks = [
      task('a', { scenario: 'server' }),
      task('b'),
      task('c', { sharesTurns: false }),
      task('d', { scenario: 'throughput' }),
      task('e', { scenario: 'throughput', bestBatchSize: 16 }),
    ];
    expect(idsOf(tasks)).toEqual([
      'b+e',
      'a alone: images arrive at random',
      'c alone: one process holds npu',
      'd sweep',
    ]);
  });

  it('has as many at once as fit into the memory', () => {
    const known = (id: string) => task(id, { peakRssBytes: 1e9 });
    const because = 'memory does not hold another process beside it';
    expect(idsOf(['a', 'b', 'c', 'd', 'e'].map(known), 3e9)).toEqual([
      'a+b',
      'c+d',
      `e alone: ${because}`,
    ]);
    expect(idsOf([known('a')], 1)).toEqual(['a']);
    // Not measured yet: 250 MB, thrice its weights and thrice its activations of four images.
    expect(idsOf([task('a'), task('b')], 1.75e9)).toEqual(['a+b']);
    expect(idsOf([task('a'), task('b')], 1.7e9)).toEqual([
      `a alone: ${because}`,
      `b alone: ${because}`,
    ]);
  });
});
