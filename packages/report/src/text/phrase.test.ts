import { expect, it } from 'vitest';
import { plainText, valueText } from './phrase.js';

it('joins value, margin and unit with spaces that do not break', () => {
  expect(valueText({ value: '3.58', spread: { margin: '0.09' }, unit: 'ms' })).toBe(
    '3.58\u00a0±\u00a00.09\u00a0ms',
  );
  expect(valueText({ value: '57', unit: '' })).toBe('57');
});

it('prints names and figures as text', () => {
  const network = {
    index: 0,
    id: 'nin',
    family: 'plain' as const,
    label: 'NiN',
    fullLabel: 'NiN',
    options: '',
    distinctiveOptions: '',
  };
  const value = { value: '1', unit: 'ms' };
  expect(plainText([{ network }, ' takes ', value, '.'])).toBe('NiN takes 1\u00a0ms.');
});
