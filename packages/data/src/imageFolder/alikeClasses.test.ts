import { expect, test } from 'vitest';
import { alikeClasses } from './alikeClasses.js';

const warn = (...ids: readonly string[]) => alikeClasses(ids.map((id) => ({ id, name: id })));

test('classes that differ in case, blanks, hyphens or width alone are told', () => {
  expect(warn('Golden Retriever', 'cat', 'golden_retriever', 'golden-retriever', 'Ｃat')).toEqual([
    'Perhaps one class under several names: 2 classes (Golden Retriever = golden_retriever = golden-retriever, cat = Ｃat).',
  ]);
});

test('others are not', () => {
  expect(warn('1', '10', 'tulip', 'tulips', 'a', 'ä')).toEqual([]);
});
