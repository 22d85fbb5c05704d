import { expect, it } from 'vitest';
import { parseDevice } from './device.js';

it('takes the number off a device', () => {
  expect(parseDevice('cuda:1')).toEqual({ kind: 'cuda', index: 1 });
  expect(parseDevice('cuda')).toEqual({ kind: 'cuda', index: undefined });
  expect(parseDevice('cuda:x')).toEqual({ kind: 'cuda:x', index: undefined });
});
