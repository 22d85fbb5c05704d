import { describe, expect, it } from 'vitest';
import { withMeasured } from '../../../../test/support/changedResults.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { figureOf, isRanked } from './cells.js';
import { viewRun } from './runView.js';

describe('cells', () => {
  it('come in the order of the plan, with what became of them', () => {
    const results = exampleResults();
    const shuffled = { ...results, cells: [...results.cells].reverse().slice(0, 6) };
    const { cells } = viewRun(shuffled);
    expect(cells.map(({ cell }) => cell.id)).toEqual(results.run.cells.map(({ id }) => id));
    expect(cells.map((cell) => (cell.measured ? 'm' : cell.failed ? 'f' : '-')).join('')).toBe(
      '--mmmfmm',
    );
  });

  it('show what was measured of a cell of which a process failed, and records that no plan knows', () => {
    const results = exampleResults();
    const failed = results.cells.find(({ rounds }) => rounds[0]?.status === 'failed');
    const [first] = results.cells;
    const [record] = first?.rounds ?? [];
    if (failed === undefined || record === undefined) throw new TypeError('One cell failed.');
    const again = { ...record, cell: failed.cell, round: 1 };
    const extra = { ...record, cell: { ...record.cell, id: 'extra' } };
    const { cells } = viewRun({
      ...results,
      cells: [
        ...results.cells.filter((other) => other !== failed),
        { cell: failed.cell, rounds: [...failed.rounds, again] },
        { cell: extra.cell, rounds: [extra] },
      ],
    });
    expect(cells).toHaveLength(9);
    expect(cells.filter((cell) => cell.failed)).toEqual([]);
    expect(cells.at(-1)?.cell.id).toBe('extra');
  });

  it('say why a figure is missing', () => {
    const results = exampleResults();
    const { cells } = viewRun({ ...results, cells: results.cells.slice(5, 6) });
    const reasons = cells.map((cell) => figureOf(cell, 'latencyMedian'));
    expect(reasons[5]).toEqual({ notMeasured: 'the cell failed in warm-up' });
    expect(reasons[0]).toEqual({ notMeasured: 'not run yet' });
  });

  it.each([
    [{ kind: 'reduced-batch', asked: 32, run: 16 } as const, false],
    [{ kind: 'software-gpu', adapter: 'SwiftShader' } as const, false],
    [{ kind: 'non-finite-logits', images: 3 } as const, false],
    [{ kind: 'noisy', relativeHalfWidth: 0.1 } as const, true],
  ])('with %j are ranked: %s', (warning, ranked) => {
    const { cells } = viewRun(withMeasured((record) => ({ ...record, warnings: [warning] })));
    expect(
      cells.filter(({ measured }) => measured).every((cell) => isRanked(cell) === ranked),
    ).toBe(true);
  });
});
