import { summarizeCell } from '@convbench/statistics';
import { describe, expect, it } from 'vitest';
import { withMeasured } from '../../../../test/support/changedResults.js';
import { figureKeys, figures, readFigure } from './figures.js';

const results = withMeasured((each) => each);
const [first] = results.cells;
const record = first && summarizeCell(first, results);
if (record === undefined) throw new TypeError('The first cell is measured.');

describe('figures', () => {
  it('have columns of their own, with the unit at the end', () => {
    const columns = figureKeys.map(
      (key) => `${figures[key].column.stem}_${figures[key].column.unit}`,
    );
    expect(new Set(columns).size).toBe(columns.length);
    for (const column of columns) expect(column).toMatch(/^[a-z][a-z0-9_]*_[a-z_]+$/);
  });

  it('are all read from a measured cell, and are explained', () => {
    for (const key of figureKeys) {
      const figure = readFigure(record, key);
      if ('value' in figure) expect(Number.isFinite(figure.value)).toBe(true);
      else expect(figure.notMeasured).toMatch(/\S/);
      expect(figures[key].meaning).toMatch(/\.$/);
    }
  });

  it('take a value that is no number for not measured, never for 0 (R05)', () => {
    for (const value of [NaN, Infinity, -Infinity, null as unknown as number]) {
      const broken = { ...record, imagesPerSecond: { value } };
      expect(readFigure(broken, 'imagesPerSecond')).toHaveProperty('notMeasured');
    }
  });

  it('drop an interval that is none', () => {
    const interval = { low: NaN, high: 2, confidence: 0.95 };
    const broken = { ...record, imagesPerSecond: { value: 1, interval } };
    expect(readFigure(broken, 'imagesPerSecond')).toEqual({ value: 1 });
  });

  it('call top-5 of three classes not applicable (D19)', () => {
    const dataset = { ...record.cell.dataset, classes: ['a', 'b', 'c'] };
    const small = { ...record, cell: { ...record.cell, dataset } };
    expect(readFigure(small, 'top5')).toEqual({ notMeasured: 'not applicable: 3 classes' });
    expect(readFigure(small, 'top1')).toHaveProperty('value');
  });

  it('hand on why accuracy is missing', () => {
    const without = { ...record, accuracy: { notMeasured: 'the logits are not finite' } };
    expect(readFigure(without, 'top1')).toEqual({ notMeasured: 'the logits are not finite' });
  });

  it('say when a record holds no such percentile', () => {
    const without = { ...record, latency: { ...record.latency, percentiles: [] } };
    expect(readFigure(without, 'latencyP95')).toEqual({ notMeasured: 'the record holds no p95' });
  });
});
