import { energySchema } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { powerReadings } from './integratePower.js';
import { summarizeEnergy } from './summarizeEnergy.js';

/** A monitor that reads ten times a second: 2 s idle at 20 W, 10 s of loading at 100 W, 2 s at 200 W. */
const samples = Array.from({ length: 145 }, (_, i) => {
  const timeMs = 100 * i;
  return { timeMs, watts: timeMs < 2000 ? 20 : timeMs < 12_000 ? 100 : 200 };
});
// The step itself is a trapezoid of 0.1 s: the stretches begin at the readings after it.
const windows = {
  idle: { fromMs: 0, toMs: 1900 },
  steady: [{ fromMs: 12_000, toMs: 14_000 }],
  whole: [{ fromMs: 2000, toMs: 14_000 }],
  images: 100,
};

describe('summarizeEnergy', () => {
  it('counts steady state alone, and the whole under another name (case M09)', () => {
    const energy = summarizeEnergy(powerReadings(samples, false), windows);
    expect(energy).toMatchObject({
      source: 'nvidia-smi',
      estimated: false,
      idleWatts: { value: expect.closeTo(20, 9) },
      steadySeconds: 2,
      steadyJoules: { value: expect.closeTo(400, 6) },
      perImageJoules: { value: expect.closeTo(4, 8) },
      aboveIdlePerImageJoules: { value: expect.closeTo(3.6, 8) },
      wholeSeconds: 12,
      wholeJoules: { value: expect.closeTo(1405, 6) },
    });
    expect(energySchema.parse(energy)).toEqual(energy);
  });

  it('refuses stretches that are short for means over a second (case M08)', () => {
    const energy = summarizeEnergy(powerReadings(samples, true), windows);
    const why = { notMeasured: '2.0 s are too short for nvidia-smi, which needs 3.0 s' };
    expect(energy).toMatchObject({
      estimated: true,
      steadyJoules: why,
      perImageJoules: why,
      aboveIdlePerImageJoules: why,
      wholeJoules: { value: expect.closeTo(1405, 6) },
    });
  });

  it('says what is missing', () => {
    const { steady, whole } = windows;
    const readings = powerReadings(samples, false);
    expect(summarizeEnergy(readings, { steady, whole, images: 100 })).toMatchObject({
      perImageJoules: { value: expect.closeTo(4, 8) },
      aboveIdlePerImageJoules: { notMeasured: expect.stringContaining('no idle time') },
    });
    expect(summarizeEnergy(readings, { steady, whole, images: 0 })).toMatchObject({
      perImageJoules: { notMeasured: 'no image was computed in steady state' },
    });
  });

  it('adds up the turns of a process', () => {
    const turns = [
      { fromMs: 12_000, toMs: 12_500 },
      { fromMs: 13_000, toMs: 13_700 },
    ];
    const readings = powerReadings(samples, false);
    const energy = summarizeEnergy(readings, { ...windows, steady: turns });
    expect(energy).toMatchObject({
      steadySeconds: expect.closeTo(1.2, 9),
      steadyJoules: { value: expect.closeTo(240, 6) },
    });
  });
});
