import type { Transfer } from '@convbench/spec';
import { expect, it } from 'vitest';
import { transferRows } from './transfer.js';

const transfer: Transfer = {
  origin: 'body.pth',
  sha256: 'abc',
  format: 'pytorch',
  names: 'torchvision',
  takenParameters: 100,
  replaced: ['logits.weight', 'logits.bias'],
  dropped: ['aux1.fc.weight'],
  notes: ['The head starts anew.', 'Axes were taken away.'],
  freeze: 'all-but-head',
  frozenValues: 12_345,
};

it('says where the weights came from and what became of them', () => {
  expect(transferRows(transfer)).toEqual([
    [
      'Started from',
      'body.pth, SHA-256 abc: 100\u00a0tensors taken, by the names of torchvision; 2 started anew; 1 of the file left out',
    ],
    ['Frozen', expect.stringMatching(/^up to all-but-head: 12.345 values$/)],
    ['Found in them', 'The head starts anew. Axes were taken away.'],
  ]);
});

it('says nothing of a random start, and only what there is', () => {
  expect(transferRows(undefined)).toEqual([]);
  const plain = { ...transfer, freeze: undefined, replaced: [], dropped: [], notes: [] };
  expect(transferRows(plain).map(([name]) => name)).toEqual(['Started from']);
});
