import type { Point, Rect } from './geometry.js';

/** A place where a label could stand. */
export interface Candidate {
  readonly box: Rect;
  readonly anchor: 'start' | 'middle' | 'end';
  /** From the mark to the label, in pixels. */
  readonly distance: number;
  /** What the place costs by itself: nearer is better, beside is better than above. */
  readonly cost: number;
}

/** In order of preference: right, right above, left, right below, ... */
const DIRECTIONS = [
  [1, 0],
  [0.8, -0.6],
  [-1, 0],
  [0.8, 0.6],
  [-0.8, -0.6],
  [-0.8, 0.6],
  [0, -1],
  [0, 1],
] as const;

const DISTANCES = [11, 18, 28, 42, 62] as const;

/** From this distance on a line leads from the mark to its label. */
export const LEADER_DISTANCE = 20;

/** The 40 places around a mark. */
export function candidatesFor(mark: Point, width: number, height: number): readonly Candidate[] {
  return DISTANCES.flatMap((distance) =>
    DIRECTIONS.map(([dx, dy], rank): Candidate => {
      const [x, y] = [mark.x + dx * distance, mark.y + dy * distance];
      const left = dx > 0 ? x : dx < 0 ? x - width : x - width / 2;
      const top = Math.abs(dy) < 1 ? y - height / 2 + (dy * height) / 2 : dy > 0 ? y : y - height;
      return {
        box: { x: left, y: top, width, height },
        anchor: dx > 0 ? 'start' : dx < 0 ? 'end' : 'middle',
        distance,
        cost: distance - 11 + 1.5 * rank + (distance >= LEADER_DISTANCE ? 6 : 0),
      };
    }),
  );
}
