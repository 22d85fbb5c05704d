/**
 * Outlines of the classes as functions of a point: negative inside, positive outside, and near the outline the
 * distance to it. The unit square [-1, 1]^2 holds each of them, in any rotation.
 */
export type Outline = (x: number, y: number) => number;

const disc = (x: number, y: number, radius: number) => Math.hypot(x, y) - radius;
const box = (x: number, y: number, halfWidth: number, halfHeight: number) =>
  Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);

/** Folds the plane around the origin into one of `sectors` sectors, symmetric around the x axis. */
function fold(x: number, y: number, sectors: number): readonly [x: number, y: number] {
  const width = (2 * Math.PI) / sectors;
  const angle = Math.atan2(y, x);
  const folded = angle - width * Math.round(angle / width);
  const radius = Math.hypot(x, y);
  return [radius * Math.cos(folded), radius * Math.abs(Math.sin(folded))];
}

function regularPolygon(sides: number, radius: number): Outline {
  const apothem = radius * Math.cos(Math.PI / sides);
  return (x, y) => fold(x, y, sides)[0] - apothem;
}

function star(points: number, outerRadius: number, innerRadius: number): Outline {
  // In a folded sector the outline is one line, from the tip on the x axis to the inner corner.
  const cornerX = innerRadius * Math.cos(Math.PI / points);
  const cornerY = innerRadius * Math.sin(Math.PI / points);
  const length = Math.hypot(outerRadius - cornerX, cornerY);
  const normalX = cornerY / length;
  const normalY = (outerRadius - cornerX) / length;
  return (x, y) => {
    const [foldedX, foldedY] = fold(x, y, points);
    return (foldedX - outerRadius) * normalX + foldedY * normalY;
  };
}

const heart: Outline = (x, y) => {
  // A square on its corner with a half disc on each of the two upper sides.
  const half = 0.62;
  const lowered = y - 0.2;
  const square = (Math.abs(x) + Math.abs(lowered) - half) / Math.SQRT2;
  return Math.min(square, disc(Math.abs(x) - half / 2, lowered + half / 2, half / Math.SQRT2));
};

/** In the order of the class numbers. Sizes are chosen so that the areas are alike. */
export const OUTLINES: readonly { readonly name: string; readonly outline: Outline }[] = [
  { name: 'circle', outline: (x, y) => disc(x, y, 0.72) },
  { name: 'square', outline: (x, y) => box(x, y, 0.64, 0.64) },
  { name: 'triangle', outline: regularPolygon(3, 0.98) },
  { name: 'pentagon', outline: regularPolygon(5, 0.84) },
  { name: 'star', outline: star(5, 1, 0.46) },
  {
    name: 'cross',
    outline: (x, y) => Math.min(box(x, y, 0.9, 0.27), box(x, y, 0.27, 0.9)),
  },
  { name: 'ring', outline: (x, y) => Math.abs(Math.hypot(x, y) - 0.66) - 0.2 },
  {
    name: 'crescent',
    outline: (x, y) => Math.max(disc(x, y, 0.9), 0.72 - Math.hypot(x - 0.42, y)),
  },
  { name: 'heart', outline: heart },
  {
    name: 'half-disc',
    outline: (x, y) => Math.max(disc(x, y - 0.4, 0.95), y - 0.4),
  },
];
