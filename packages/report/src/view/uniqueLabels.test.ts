import { expect, it } from 'vitest';
import { uniqueLabels } from './uniqueLabels.js';

it('adds no more than tells labels apart', () => {
  const labels = uniqueLabels([
    { title: 'NiN', detail: 'stem small' },
    { title: 'VGG-11', detail: 'width 1' },
    { title: 'VGG-11', detail: 'width 0.25' },
    { title: 'VGG-11', detail: 'width 0.25' },
    { title: 'A', detail: '' },
    { title: 'A', detail: '' },
  ]);
  expect(labels).toEqual([
    'NiN',
    'VGG-11 (width 1)',
    'VGG-11 (width 0.25) (1)',
    'VGG-11 (width 0.25) (2)',
    'A (1)',
    'A (2)',
  ]);
});
