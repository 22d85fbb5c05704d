import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickLimits, pickWeights, weight } from './pickFlags.js';

describe('pickLimits', () => {
  it('turns the units of the flags into those of the records', () => {
    expect(
      pickLimits({
        minTop1: 0.85,
        maxLatencyMs: 5,
        maxMemoryMb: 300,
        maxParamsM: 3,
        maxMacsG: 0.1,
      }),
    ).toEqual({ top1: 0.85, latencyMs: 5, memoryBytes: 3e8, parameters: 3e6, macs: 1e8 });
    expect(pickLimits({})).toEqual({});
  });
});

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

describe('pickWeights', () => {
  it('refuses two weights of one figure', () => {
    expect(() => pickWeights(weight('latency=1,latency=2'))).toThrow(/two weights for latency/);
    expect(pickWeights(undefined)).toBeUndefined();
    expect(pickWeights(weight('latency=1'))).toEqual({ latencyMs: 1 });
  });
});
