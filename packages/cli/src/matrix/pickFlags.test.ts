import { describe, expect, it } from 'vitest';
import { pickLimits, pickWeights } from './pickFlags.js';
import { weight } from './weightFlag.js';

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

describe('pickWeights', () => {
  it('refuses two weights of one figure', () => {
    expect(() => pickWeights(weight('latency=1,latency=2'))).toThrow(/two weights for latency/);
    expect(pickWeights(undefined)).toBeUndefined();
    expect(pickWeights(weight('latency=1'))).toEqual({ latencyMs: 1 });
  });
});
