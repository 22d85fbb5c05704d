import { expect, it } from 'vitest';
import { FAMILIES, marker } from './marker.js';

it('gives each family a shape of its own', () => {
  const shapes = FAMILIES.map((family) => /^<(\w+)/.exec(marker(family, 10, 10).text)?.[1]);
  expect(shapes).toEqual(['rect', 'circle', 'path']);
});
