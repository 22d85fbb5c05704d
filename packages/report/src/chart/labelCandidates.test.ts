import { expect, it } from 'vitest';
import { overlapArea } from './geometry.js';
import { candidatesFor } from './labelCandidates.js';

it('offers 40 places that do not cover the mark, the nearest to the right first', () => {
  const mark = { x: 100, y: 100 };
  const candidates = candidatesFor(mark, 40, 15);
  expect(candidates).toHaveLength(40);
  const cheapest = candidates.reduce((a, b) => (b.cost < a.cost ? b : a));
  expect(cheapest).toMatchObject({ anchor: 'start', distance: 11, box: { x: 111, y: 92.5 } });
  for (const { box } of candidates) {
    expect(overlapArea(box, { x: 95, y: 95, width: 10, height: 10 })).toBe(0);
  }
});
