import { serverSchema } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { draws } from '../../../../test/support/draws.js';
import { searchHighestRate } from './searchHighestRate.js';

function machine(serviceMs: () => number) {
  const state = { now: 0, images: 0 };
  return {
    state,
    clock: () => state.now,
    waitUntil: (timeMs: number) => {
      state.now = timeMs;
      return Promise.resolve();
    },
    run: () => {
      state.now += serviceMs();
      state.images += 1;
      return Promise.resolve();
    },
  };
}

describe('searchHighestRate', () => {
  it('finds a rate at which p99 keeps the bound, and a little above which it does not', async () => {
    for (const boundMs of [12, 30, 100]) {
      const { state, ...server } = machine(() => 5);
      const result = await searchHighestRate({ ...server, boundMs, serviceMs: 5, seed: 1 });
      expect(serverSchema.parse(result)).toEqual(result);
      const highest = result.highestRatePerSecond;
      if (!('value' in highest)) throw new Error(highest.notMeasured);
      expect(highest.value).toBeLessThan(200);
      const at = result.points.filter(({ ratePerSecond }) => ratePerSecond === highest.value);
      expect(at.length).toBeGreaterThanOrEqual(1);
      for (const { meets, requests } of at)
        expect({ meets, requests }).toEqual({ meets: true, requests: 500 });
      const failed = result.points
        .filter(({ meets }) => !meets)
        .map((point) => point.ratePerSecond);
      if (failed.length > 0) expect(Math.min(...failed)).toBeLessThan(1.2 * highest.value);
      for (const { p50Ms, meets } of result.points) expect('value' in p50Ms || !meets).toBe(true);
      expect(state.images).toBeLessThan(12 * 500);
    }
  });

  it('allows more with a looser bound', async () => {
    const rates: number[] = [];
    for (const boundMs of [11, 15, 40, 150]) {
      const { normal } = draws(1);
      const server = machine(() => 5 * Math.exp(0.1 * normal()));
      const { highestRatePerSecond } = await searchHighestRate({
        ...server,
        boundMs,
        serviceMs: 5,
        seed: 2,
      });
      if ('value' in highestRatePerSecond) rates.push(highestRatePerSecond.value);
    }
    expect(rates).toHaveLength(4);
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
  });

  it('ends a trial that can no longer succeed', async () => {
    const { state, ...server } = machine(() => 50);
    // The steady state promised ten times what the server does under load.
    const result = await searchHighestRate({ ...server, boundMs: 60, serviceMs: 5, seed: 1 });
    const overloaded = result.points.filter(({ ratePerSecond }) => ratePerSecond > 20);
    for (const { requests, p99Ms } of overloaded) {
      expect(requests).toBeLessThan(100);
      expect(p99Ms).toEqual({ notMeasured: expect.stringContaining('given up: 6 of 500 images') });
    }
    expect(state.images).toBeLessThan(4000);
  });

  it('says why there is no rate', async () => {
    const search = (serviceMs: number, boundMs: number) =>
      searchHighestRate({ ...machine(() => serviceMs), boundMs, serviceMs, seed: 1 });
    expect(await search(250, 100)).toEqual({
      p99BoundMs: 100,
      highestRatePerSecond: {
        notMeasured: 'one image by itself takes 250 ms, the bound is 100 ms',
      },
      points: [],
    });
    expect((await search(150, 1000)).highestRatePerSecond).toEqual({
      notMeasured: '500 images take longer than the 60 s of a trial',
    });
    const stalling = machine(() => 200);
    const result = await searchHighestRate({ ...stalling, boundMs: 20, serviceMs: 10, seed: 1 });
    expect(result.highestRatePerSecond).toEqual({
      notMeasured: expect.stringContaining('it would be under 8.33 images/s'),
    });
  });
});
