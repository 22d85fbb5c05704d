import { describe, expect, it } from 'vitest';
import { grow, lengthInside, nearestPoint, overlapArea } from './geometry.js';

const rect = { x: 0, y: 0, width: 10, height: 10 };
const segment = (x1: number, y1: number, x2: number, y2: number) => ({
  from: { x: x1, y: y1 },
  to: { x: x2, y: y2 },
});

describe('geometry', () => {
  it('measures the area that rectangles share', () => {
    expect(overlapArea(rect, { x: 8, y: 7, width: 10, height: 10 })).toBe(6);
    expect(overlapArea(rect, { x: 10, y: 0, width: 5, height: 5 })).toBe(0);
    expect(overlapArea(rect, { x: 2, y: 3, width: 4, height: 2 })).toBe(8);
  });

  it('measures the part of a line inside', () => {
    expect(lengthInside(segment(-5, 5, 15, 5), rect)).toBe(10);
    expect(lengthInside(segment(2, 2, 5, 6), rect)).toBe(5);
    expect(lengthInside(segment(-5, -5, -1, 20), rect)).toBe(0);
    expect(lengthInside(segment(12, 0, 12, 9), rect)).toBe(0);
    expect(lengthInside(segment(-5, 5, 5, 15), rect)).toBeCloseTo(0);
    expect(lengthInside(segment(-5, 0, 10, 15), rect)).toBeCloseTo(5 * Math.SQRT2);
  });

  it('finds the nearest point and grows', () => {
    expect(nearestPoint(rect, { x: 20, y: 4 })).toEqual({ x: 10, y: 4 });
    expect(nearestPoint(rect, { x: 3, y: 4 })).toEqual({ x: 3, y: 4 });
    expect(grow(rect, 2)).toEqual({ x: -2, y: -2, width: 14, height: 14 });
  });
});
