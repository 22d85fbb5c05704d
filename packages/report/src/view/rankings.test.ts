import { describe, expect, it } from 'vitest';
import { withFirstSlice } from '../../../../test/support/changedResults.js';
import { marksOf, placeCells } from './rankings.js';
import { viewRun } from './runView.js';

function sliceOf(change?: Parameters<typeof withFirstSlice>[0]) {
  const [slice] = viewRun(withFirstSlice(change)).slices;
  if (slice === undefined) throw new TypeError('The example has a slice.');
  return slice;
}

describe('rankings', () => {
  it('mark the best of each figure, and ties', () => {
    expect(marksOf(sliceOf(), 'latencyMedian')).toEqual(['best', undefined, undefined, undefined]);
    expect(marksOf(sliceOf(), 'top1')).toEqual([undefined, 'tied', 'tied', 'tied']);
    expect(marksOf(sliceOf(), 'depth')).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('mark nobody where one rival has no figure', () => {
    expect(marksOf(sliceOf(), 'energyPerImage')).toEqual(Array(4).fill(undefined));
  });

  it('leave out a cell that computes something else', () => {
    const slice = sliceOf((record, index) =>
      index > 0
        ? record
        : {
            ...record,
            warnings: [
              { kind: 'parity-failed', maximumDeviation: 1, limit: 0.001, top1Agreement: 0.5 },
            ],
          },
    );
    expect(marksOf(slice, 'latencyMedian')).toEqual([undefined, 'best', undefined, undefined]);
    expect(placeCells(slice, 'latencyMedian').map(({ standing }) => standing)).toEqual([
      'unranked',
      'front',
      'maybe',
      'front',
    ]);
  });

  it('name nobody best where a rival’s figure is a lower bound', () => {
    const slice = sliceOf((record, index) => ({
      ...record,
      static: {
        ...record.static,
        ...(index === 0
          ? {
              uncountedNodes: [{ name: 'a', op: 'HardSwish', reason: 'unknown-operator' as const }],
            }
          : {}),
      },
    }));
    expect(marksOf(slice, 'macs')).toEqual(Array(4).fill(undefined));
    expect(marksOf(slice, 'latencyMedian')).toEqual(['best', undefined, undefined, undefined]);
  });

  it('let no estimate of energy win', () => {
    const slice = sliceOf((record, index) => ({
      ...record,
      energyPerImageJoules: { value: index + 1 },
      warnings: index === 0 ? [{ kind: 'estimated-energy', detail: 'whole package' }] : [],
    }));
    expect(marksOf(slice, 'energyPerImage')).toEqual([undefined, 'best', undefined, undefined]);
  });
});
