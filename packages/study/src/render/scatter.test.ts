import { describe, expect, it } from 'vitest';
import type { StudyChart } from '../result.js';
import { scatter } from './scatter.js';

const axis = (title: string, logarithmic = false) => ({ title, logarithmic });
const point = (x: number, value: number, group: string, label = '') => ({
  x,
  y: { value, interval: { low: value - 1, high: value + 1, confidence: 0.95 } },
  group,
  label,
});
const chart = (parts: Partial<StudyChart>): StudyChart => ({
  title: 'a chart',
  x: axis('images'),
  y: axis('%'),
  points: [point(1000, 20, 'V1', 'first'), point(9000, 80, 'V2')],
  ...parts,
});
const svgOf = (parts: Partial<StudyChart>) => scatter(chart(parts))?.text ?? '';

describe('the chart of a study', () => {
  it('has a mark, an interval and a legend of each group, and the names that there are', () => {
    const svg = svgOf({});
    expect(svg.match(/class="bar g[01]"/g)).toHaveLength(2);
    expect(svg).toContain('>first</text>');
    expect(svg).toMatch(/legend.*V1.*V2/);
    expect(svg).not.toContain('class="curve');
  });

  it('begins at zero where that is near', () => {
    expect(svgOf({})).toMatch(/text-anchor="middle">0<\/text>/);
    const far = [point(90, 50, 'V1'), point(130, 60, 'V1')];
    expect(svgOf({ points: far })).not.toMatch(/text-anchor="middle">0<\/text>/);
  });

  it('draws families as reports do', () => {
    const svg = svgOf({ points: [point(1, 2, 'residual')] });
    expect(svg).toMatch(/<g class="residual"><path class="mk"/);
  });

  it('connects the points of a group in their order, where they follow one another', () => {
    const points = [point(3000, 30, 'V1'), point(1000, 10, 'V1'), point(2000, 20, 'V1')];
    const [, path = ''] =
      /class="curve g0" d="M([^"]+)"/.exec(svgOf({ points, connected: true })) ?? [];
    const xs = path.split('L').map((corner) => Number(corner.split(' ')[0]));
    expect(xs).toHaveLength(3);
    expect([...xs].sort((a, b) => a - b)).toEqual(xs);
  });

  it('leaves out what has no place on a logarithmic axis, and draws nothing of nothing', () => {
    const points = [point(0, 20, 'V1'), point(10, 0.5, 'V1'), point(10, 20, 'V1')];
    const svg = svgOf({ points, x: axis('MACs', true), y: axis('ms', true) });
    expect(svg.match(/class="bar/g)).toHaveLength(1);
    expect(svg).not.toContain('NaN');
    expect(scatter(chart({ points: [] }))).toBe(undefined);
    const unmeasured = { ...point(1, 1, 'V1'), y: { notMeasured: 'no GPU' } };
    expect(scatter(chart({ points: [unmeasured] }))).toBe(undefined);
  });
});
