import { describe, expect, it } from 'vitest';
import { warmUp } from './warmUp.js';

/** A machine whose n-th call (from 0) takes `durationMs(n)`. */
function machine(durationMs: (call: number) => number): {
  run: () => Promise<void>;
  clock: () => number;
} {
  let now = 5;
  let calls = 0;
  return {
    run: async () => {
      await Promise.resolve();
      now += durationMs(calls);
      calls += 1;
    },
    clock: () => now,
  };
}

describe('warmUp', () => {
  it('takes three windows of 100 ms where the latency is constant', async () => {
    const { run, clock } = machine(() => 10);
    expect(await warmUp(run, 10_000, clock)).toEqual({
      warmupIterations: 30,
      warmupMs: 300,
      warmupStable: true,
    });
  });

  it('takes at least three calls per window of a slow network', async () => {
    const { run, clock } = machine(() => 400);
    expect(await warmUp(run, 10_000, clock)).toMatchObject({ warmupIterations: 9 });
  });

  it('goes on until slow first calls have left the last windows', async () => {
    const { run, clock } = machine((call) => (call < 25 ? 20 : 10));
    const { warmupIterations, warmupStable } = await warmUp(run, 10_000, clock);
    // Calls 0 to 24 are slow, five a window; then three windows of ten.
    expect({ warmupIterations, warmupStable }).toEqual({
      warmupIterations: 15,
      warmupStable: true,
    });
    const drifting = machine((call) => 20 - Math.min(10, call / 5));
    expect((await warmUp(drifting.run, 10_000, drifting.clock)).warmupIterations).toBeGreaterThan(
      40,
    );
  });

  it('lets a stall in a window pass', async () => {
    const { run, clock } = machine((call) => (call === 12 ? 60 : 10));
    expect(await warmUp(run, 10_000, clock)).toMatchObject({ warmupStable: true });
  });

  it('stops at the maximum time and says that it is not stable', async () => {
    const { run, clock } = machine((call) => 10 + call);
    const { warmupMs, warmupStable } = await warmUp(run, 1000, clock);
    expect(warmupStable).toBe(false);
    expect(warmupMs).toBeGreaterThanOrEqual(1000);
    expect(warmupMs).toBeLessThan(1060);
    const slow = machine(() => 5000);
    expect(await warmUp(slow.run, 1000, slow.clock)).toEqual({
      warmupIterations: 1,
      warmupMs: 5000,
      warmupStable: false,
    });
  });
});
