import { expect, it } from 'vitest';
import { expandBraces } from './expandBraces.js';

it.each([
  ['a', ['a']],
  ['{a,b}c', ['ac', 'bc']],
  ['x{1..3}', ['x1', 'x2', 'x3']],
  ['{8..10}', ['8', '9', '10']],
  ['{a,b{1,2}.{x,y}}', ['a', 'b1.x', 'b1.y', 'b2.x', 'b2.y']],
  ['{1,2}{a,b}', ['1a', '1b', '2a', '2b']],
  ['{,x}y', ['y', 'xy']],
])('expands %s as a shell does', (pattern, names) => {
  expect(expandBraces(pattern)).toEqual(names);
});

it('says where a brace is not closed', () => {
  expect(() => expandBraces('a{b')).toThrow("'a{b' has a brace");
});
