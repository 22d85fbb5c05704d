import { describe, expect, it } from 'vitest';
import { latencyStrip, latencyTrace, stripScale } from './latencyStrip.js';

describe('latencyStrip', () => {
  it('orders its quantiles along the axis, within it', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 1 + index / 50);
    const { text } = latencyStrip(samples, stripScale([samples, [10, 20]]));
    const at = (pattern: RegExp) => (pattern.exec(text) ?? []).slice(1).map(Number);
    const [p5 = NaN, p95 = NaN] = at(/q1" x1="([\d.]+)%" x2="([\d.]+)%/);
    const [p25 = NaN, p75 = NaN] = at(/q2" x1="([\d.]+)%" x2="([\d.]+)%/);
    const [median = NaN] = at(/q3" cx="([\d.]+)%/);
    expect([p5, p25, median, p75, p95]).toEqual([p5, p25, median, p75, p95].sort((a, b) => a - b));
    expect(p5).toBeGreaterThanOrEqual(0);
    expect(p95).toBeLessThanOrEqual(100);
  });

  it('draws equal samples', () => {
    expect(latencyStrip([2, 2, 2], stripScale([[2, 2, 2]])).text).not.toMatch(/NaN/);
  });
});

describe('latencyTrace', () => {
  it('shows a stall as its highest point, at its place', () => {
    const samples = Array.from({ length: 90 }, () => 10);
    samples[30] = 25;
    const { text } = latencyTrace(samples, 0.8, 1.6);
    const [, path = ''] = / d="M0 ([^"]+)"/.exec(text) ?? [];
    const [start = NaN, ...steps] = path.split('l1 ').map(Number);
    const heights = steps.reduce<number[]>(
      (all, step) => [...all, (all.at(-1) ?? 0) + step],
      [start],
    );
    expect(heights).toHaveLength(90);
    expect(heights.indexOf(Math.min(...heights))).toBe(30);
    expect(heights[30]).toBe(0);
  });

  it('draws a single sample', () => {
    expect(latencyTrace([3], 0.9, 1.1).text).toContain('d="M0 22"');
  });
});
