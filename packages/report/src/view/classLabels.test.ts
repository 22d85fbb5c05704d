import { expect, it } from 'vitest';
import { classLabels } from './classLabels.js';

it('tells classes of one name apart by their number (D10)', () => {
  const classes = Array.from({ length: 1000 }, (_, index) => `class ${index}`);
  classes[134] = classes[517] = 'crane';
  classes[638] = classes[639] = 'maillot';
  const labels = classLabels(classes);
  expect(new Set(labels).size).toBe(1000);
  expect([labels[134], labels[517], labels[638], labels[639]]).toEqual([
    'crane (134)',
    'crane (517)',
    'maillot (638)',
    'maillot (639)',
  ]);
  expect(labels[0]).toBe('class 0');
});

it('tells long classes apart that are one when they are short', () => {
  const long = (middle: string) => `${'a'.repeat(100)}${middle}${'z'.repeat(100)}`;
  expect(new Set(classLabels([long('1'), long('2')])).size).toBe(2);
});
