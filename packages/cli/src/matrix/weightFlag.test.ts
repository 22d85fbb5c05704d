import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weight } from './weightFlag.js';

describe('weight', () => {
  it('reads pairs with commas or spaces, and adds them to what came before', () => {
    expect(weight('top1=2,latency=1', weight('macs=0.5'))).toEqual([
      { figure: 'macs', weight: 0.5 },
      { figure: 'top1', weight: 2 },
      { figure: 'latencyMs', weight: 1 },
    ]);
  });

  it.each([
    'top1',
    'top1=',
    'top1=0',
    'top1=-1',
    'top1=x',
    'top1=1=2',
    'toString=1',
    '=1',
    'top1=Infinity',
  ])('refuses %s and says what is allowed', (text) => {
    expect(() => weight(text)).toThrow(/top1, latency, memory, params, macs/);
  });

  it('reads every positive number', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e5, noNaN: true }), (value) => {
        expect(weight(`memory=${value}`)).toEqual([{ figure: 'memoryBytes', weight: value }]);
      }),
    );
  });
});
