export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

/** Area that two rectangles share, in square pixels. */
export function overlapArea(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

export function grow(rect: Rect, by: number): Rect {
  return {
    x: rect.x - by,
    y: rect.y - by,
    width: rect.width + 2 * by,
    height: rect.height + 2 * by,
  };
}

/** Length of the part of a segment inside a rectangle (Liang and Barsky's clipping). */
export function lengthInside({ from, to }: Segment, rect: Rect): number {
  const [right, bottom] = [rect.x + rect.width, rect.y + rect.height];
  // Most segments are far off, and this is asked very often.
  if (Math.max(from.x, to.x) < rect.x || Math.min(from.x, to.x) > right) return 0;
  if (Math.max(from.y, to.y) < rect.y || Math.min(from.y, to.y) > bottom) return 0;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  let [enter, leave] = [0, 1];
  const edges = [
    [-dx, from.x - rect.x],
    [dx, right - from.x],
    [-dy, from.y - rect.y],
    [dy, bottom - from.y],
  ] as const;
  for (const [direction, distance] of edges) {
    if (direction === 0) {
      if (distance < 0) return 0;
    } else if (direction < 0) {
      enter = Math.max(enter, distance / direction);
    } else {
      leave = Math.min(leave, distance / direction);
    }
  }
  return leave > enter ? (leave - enter) * Math.hypot(dx, dy) : 0;
}

/** The point of a rectangle that is nearest to another point. */
export function nearestPoint(rect: Rect, { x, y }: Point): Point {
  return {
    x: Math.min(Math.max(x, rect.x), rect.x + rect.width),
    y: Math.min(Math.max(y, rect.y), rect.y + rect.height),
  };
}
