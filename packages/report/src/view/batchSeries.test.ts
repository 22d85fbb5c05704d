import { describe, expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { richResults } from '../../../../test/support/richResults.js';
import { batchSeries } from './batchSeries.js';
import { viewRun } from './runView.js';

describe('batchSeries', () => {
  it('join cells that differ in the batch alone', () => {
    const series = batchSeries(viewRun(exampleResults()).cells);
    // VGG-11 failed at batch 32 and has one point only.
    expect(series.map(({ network }) => network.label)).toEqual([
      'NiN',
      'GoogLeNet V1',
      'GoogLeNet V2',
    ]);
    for (const { points } of series) expect(points.map(({ batch }) => batch)).toEqual([1, 32]);
  });

  it('take the points of a sweep', () => {
    const series = batchSeries(viewRun(richResults()).cells);
    const swept = series.find(({ points }) => points.length > 2);
    expect(swept?.points.map(({ batch }) => batch)).toEqual([1, 2, 4, 8, 16, 32]);
  });
});
