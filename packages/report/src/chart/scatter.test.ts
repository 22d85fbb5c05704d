import { describe, expect, it } from 'vitest';
import { scatter } from './scatter.js';
import type { ScatterPoint } from './scatter.js';

const range = (value: number, half: number) => ({ value, low: value - half, high: value + half });
const point = (label: string, x: number, y: number, standing: ScatterPoint['standing']) => ({
  index: 0,
  label,
  family: 'plain' as const,
  standing,
  x: range(x, x / 50),
  y: range(y, 0.5),
  tooltip: `${label} tooltip`,
});

const options = { width: 400, height: 300, xTitle: 'x', yTitle: 'y', description: 'd' };

describe('scatter', () => {
  it('draws every point with both intervals and its label', () => {
    const points = [
      point('A', 1, 90, 'front'),
      point('B', 5, 92, 'front'),
      point('C', 6, 89, 'beaten'),
    ];
    const { svg, unlabelled } = scatter(points, options);
    expect(unlabelled).toEqual([]);
    expect(svg.text.match(/class="mk"/g)).toHaveLength(3);
    expect(svg.text.match(/class="ci"/g)).toHaveLength(6);
    for (const { label } of points) expect(svg.text).toContain(`>${label}</text>`);
    expect(svg.text).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('leads the front from the bottom through its points to the right edge', () => {
    const { svg } = scatter([point('A', 1, 90, 'front'), point('B', 5, 92, 'front')], options);
    const [, path = ''] = /class="front" d="([^"]+)"/.exec(svg.text) ?? [];
    const corners = path
      .slice(1)
      .split('L')
      .map((corner) => corner.split(' ').map(Number));
    expect(corners[0]?.[1]).toBe(300 - 46);
    expect(corners.at(-1)?.[0]).toBe(400 - 16);
    const ys = corners.map(([, y = 0]) => y);
    expect([...ys].sort((a, b) => b - a)).toEqual(ys);
  });

  it('escapes labels and titles', () => {
    const { svg } = scatter([point('<b>&"', 1, 90, 'front')], { ...options, description: '"><x' });
    expect(svg.text).toContain('&lt;b&gt;&amp;&quot;');
    expect(svg.text).not.toContain('<b>');
    expect(svg.text).not.toContain('"><x');
  });

  it('draws one point, exact in both', () => {
    const exact = { ...point('A', 3, 90, 'front'), x: range(3, 0), y: range(90, 0) };
    const { svg } = scatter([exact], options);
    expect(svg.text).not.toContain('class="ci"');
    expect(svg.text).not.toMatch(/NaN/);
  });
});
