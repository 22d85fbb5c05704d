import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlapArea } from './geometry.js';
import { placeLabels } from './placeLabels.js';

const frame = { x: 0, y: 0, width: 600, height: 300 };
const empty = { frame, texts: [], lines: [] };
const request = (x: number, y: number, width = 60) => ({
  mark: { x, y },
  radius: 5,
  width,
  height: 15,
});

describe('placeLabels', () => {
  it('puts a lone label to the right of its mark', () => {
    const [placed] = placeLabels([request(100, 100)], empty);
    expect(placed).toEqual({ box: { x: 111, y: 92.5, width: 60, height: 15 }, anchor: 'start' });
  });

  it('puts it to the left at the right edge', () => {
    const [placed] = placeLabels([request(590, 100)], empty);
    expect(placed?.anchor).toBe('end');
  });

  it('stays off texts and lines that are there', () => {
    const text = { x: 105, y: 80, width: 80, height: 40 };
    const [placed] = placeLabels([request(100, 100)], { ...empty, texts: [text] });
    expect(placed && overlapArea(placed.box, text)).toBe(0);
    const line = { from: { x: 105, y: 100 }, to: { x: 500, y: 100 } };
    const [beside] = placeLabels([request(100, 100)], { ...empty, lines: [line] });
    expect(beside?.box.y).not.toBe(92.5);
  });

  it('drops what cannot be read, and keeps the rest', () => {
    const crowd = Array.from({ length: 60 }, (_, index) => request(300 + (index % 3), 150, 90));
    const placed = placeLabels(crowd, empty);
    const kept = placed.filter((label) => label !== undefined);
    expect(placed).toHaveLength(60);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(60);
  });

  it('keeps labels inside, apart from each other and off the marks, whatever the marks', () => {
    const at = fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 300 }));
    fc.assert(
      fc.property(fc.array(at, { maxLength: 12 }), (marks) => {
        const requests = marks.map(([x, y]) => request(x, y));
        const placed = placeLabels(requests, empty);
        expect(placeLabels(requests, empty)).toEqual(placed);
        const boxes = placed.flatMap((label) => (label ? [label.box] : []));
        for (const [index, box] of boxes.entries()) {
          expect(overlapArea(box, frame)).toBeCloseTo(box.width * box.height, 6);
          for (const other of boxes.slice(index + 1)) {
            expect(overlapArea(box, other)).toBeLessThanOrEqual(20);
          }
          for (const [x, y] of marks) {
            const mark = { x: x - 5, y: y - 5, width: 10, height: 10 };
            expect(overlapArea(box, mark)).toBeLessThanOrEqual(30);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
