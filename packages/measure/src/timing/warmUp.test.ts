import { describe, expect, it } from 'vitest';
import { warmUp } from './warmUp.js';

/** A machine whose n-th call (from 0) takes `durationMs(n)`. */
function machine(durationMs: (call: number) => number, maximumMs = 10_000, firstCallMs = 1) {
  let now = 5;
  let calls = 0;
  const run = async () => {
    await Promise.resolve();
    now += durationMs(calls);
    calls += 1;
  };
  return warmUp(run, { maximumMs, firstCallMs, clock: () => now });
}

describe('warmUp', () => {
  it('takes three windows of 100 ms where the latency is constant', async () => {
    expect(await machine(() => 10)).toEqual({
      warmupIterations: 30,
      warmupMs: 300,
      warmupStable: true,
    });
  });

  it('takes a slow call for a window, the first one included', async () => {
    expect(await machine(() => 400, 10_000, 410)).toMatchObject({ warmupIterations: 1 });
    expect(await machine(() => 400, 10_000, 900)).toMatchObject({ warmupIterations: 2 });
    const slower = await machine((call) => (call === 0 ? 600 : 400), 10_000, 900);
    expect(slower).toMatchObject({ warmupIterations: 3, warmupStable: true });
  });

  it('goes on until slow first calls have left the last windows', async () => {
    // Calls 0 to 24 are slow, five a window; then three windows of ten.
    expect(await machine((call) => (call < 25 ? 20 : 10))).toMatchObject({
      warmupIterations: 15,
      warmupStable: true,
    });
    const drifting = await machine((call) => 20 - Math.min(10, call / 5));
    expect(drifting.warmupIterations).toBeGreaterThan(40);
  });

  it('lets a stall in a window pass', async () => {
    expect(await machine((call) => (call === 12 ? 60 : 10))).toMatchObject({ warmupStable: true });
  });

  it('stops at the maximum time and says that it is not stable', async () => {
    const { warmupMs, warmupStable } = await machine((call) => 10 + call, 1000);
    expect(warmupStable).toBe(false);
    expect(warmupMs).toBeGreaterThanOrEqual(1000);
    expect(warmupMs).toBeLessThan(1060);
    expect(await machine(() => 5000, 1000)).toEqual({
      warmupIterations: 1,
      warmupMs: 5000,
      warmupStable: false,
    });
  });
});
