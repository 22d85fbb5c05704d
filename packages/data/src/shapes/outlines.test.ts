import { describe, expect, test } from 'vitest';
import { OUTLINES } from './outlines.js';

const step = 0.02;
const points = Array.from({ length: 151 }, (_, i) => -1.5 + i * step);

describe.each(OUTLINES)('$name', ({ outline }) => {
  test('stays within the unit circle, or a little beyond, and is neither tiny nor everything', () => {
    let area = 0;
    let reach = 0;
    for (const y of points) {
      for (const x of points) {
        if (outline(x, y) >= 0) continue;
        area += step * step;
        reach = Math.max(reach, Math.hypot(x, y));
      }
    }
    expect(reach).toBeLessThan(1.05);
    expect(area).toBeGreaterThan(0.7);
    expect(area).toBeLessThan(2);
  });

  test('measures distance near its outline, so that edges are one pixel soft', () => {
    // Where a ray crosses the outline, the gradient has length 1. The rays pass beside the corners.
    const slopes: number[] = [];
    for (let ray = 0.3; ray < 90; ray++) {
      const [dx, dy] = [Math.cos((ray * Math.PI) / 45), Math.sin((ray * Math.PI) / 45)];
      for (let r = 0; r < 1.2; r += step) {
        const [x, y] = [r * dx, r * dy];
        if (outline(x, y) < 0 === outline(x + step * dx, y + step * dy) < 0) continue;
        const h = 1e-4;
        const gx = (outline(x + h, y) - outline(x - h, y)) / (2 * h);
        const gy = (outline(x, y + h) - outline(x, y - h)) / (2 * h);
        slopes.push(Math.hypot(gx, gy));
      }
    }
    const regular = slopes.filter((slope) => Math.abs(slope - 1) < 0.02);
    expect(slopes.length).toBeGreaterThan(20);
    expect(regular.length / slopes.length).toBeGreaterThan(0.9);
  });
});

test('no two classes look alike: every pair differs in a good part of its union, however they are turned', () => {
  const grid = Array.from({ length: 50 }, (_, i) => -1.1 + i * 0.045);
  const inside = (outline: (x: number, y: number) => number, angle: number) => {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return grid.flatMap((y) => grid.map((x) => outline(cos * x + sin * y, cos * y - sin * x) < 0));
  };
  for (const [i, first] of OUTLINES.entries()) {
    const still = inside(first.outline, 0);
    for (const second of OUTLINES.slice(i + 1)) {
      for (let turn = 0; turn < 12; turn++) {
        const turned = inside(second.outline, (turn * Math.PI) / 6);
        const both = still.filter((is, k) => is && turned[k]).length;
        const either = still.filter((is, k) => is || turned[k]).length;
        expect(1 - both / either, `${first.name} and ${second.name}`).toBeGreaterThan(0.08);
      }
    }
  }
});
