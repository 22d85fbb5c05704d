import { describe, expect, it } from 'vitest';
import { withFirstSlice } from '../../../../test/support/changedResults.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewRun } from './runView.js';
import { scatterPoints } from './scatterPoints.js';

describe('scatterPoints', () => {
  it('are in the units of the axes', () => {
    const [slice] = viewRun(exampleResults()).slices;
    if (slice === undefined) throw new TypeError('The example has a slice.');
    const [nin] = scatterPoints(slice, 'peakRss').points;
    expect(nin?.x.value).toBeCloseTo(131.6, 6);
    expect(nin?.y.value).toBeCloseTo(88.53, 6);
    expect(nin?.y.low).toBeLessThan(88.53);
  });

  it('name whom they cannot show, with the reason', () => {
    const [, batch32] = viewRun(exampleResults()).slices;
    if (batch32 === undefined) throw new TypeError('The example has two slices.');
    const { points, absent } = scatterPoints(batch32, 'latencyMedian');
    expect(points.map(({ label }) => label)).not.toContain('VGG-11');
    expect(absent).toEqual(['VGG-11 (not measured: the cell failed in warm-up)']);
  });

  it('put nothing that is not positive on a log axis', () => {
    const results = withFirstSlice((record) => ({
      ...record,
      latency: { ...record.latency, medianMs: { value: 0 } },
    }));
    const [slice] = viewRun(results).slices;
    if (slice === undefined) throw new TypeError('The example has a slice.');
    const { points, absent } = scatterPoints(slice, 'latencyMedian');
    expect(points).toEqual([]);
    expect(absent[0]).toBe('NiN (not positive, on a log axis)');
  });
});
