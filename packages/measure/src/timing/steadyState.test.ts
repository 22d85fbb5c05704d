import { describe, expect, it } from 'vitest';
import { timeSteadyState } from './steadyState.js';

const measuring = {
  minimumTimeMs: 500,
  minimumSamples: 20,
  maximumTimeMs: 2000,
  maximumWarmupMs: 1000,
};

/** A machine that warms up for 30 calls of 10 ms; then its n-th call (from 0) takes `durationMs(n)`. */
function machine(durationMs: (call: number) => number) {
  const state = { now: 0, calls: 0, running: 0 };
  return {
    state,
    seed: 1,
    clock: () => state.now,
    run: async () => {
      state.running += 1;
      if (state.running > 1) throw new Error('two runs at once');
      await Promise.resolve();
      state.now += state.calls < 30 ? 10 : durationMs(state.calls - 30);
      state.calls += 1;
      state.running -= 1;
    },
  };
}

describe('timeSteadyState', () => {
  it('samples for the minimum time, in time order, after the warm-up', async () => {
    const { state, ...options } = machine((call) => (call % 2 === 0 ? 12 : 8));
    let callsAtSteady = -1;
    const steady = await timeSteadyState({
      ...options,
      measuring,
      onSteady: () => (callsAtSteady = state.calls),
    });
    expect(callsAtSteady).toBe(30);
    expect(steady).toEqual({
      warmupIterations: 30,
      warmupMs: 300,
      warmupStable: true,
      samplesMs: Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 12 : 8)),
      count: 50,
      totalMs: 500,
      minimumMs: 8,
      maximumMs: 12,
      endedBy: 'enough-samples',
    });
    expect(state.calls).toBe(80);
  });

  it('goes on until the minimum count is reached', async () => {
    expect(await timeSteadyState({ ...machine(() => 50), measuring })).toMatchObject({
      count: 20,
      totalMs: 1000,
      endedBy: 'enough-samples',
    });
  });

  it('stops at the maximum time, and says so', async () => {
    expect(await timeSteadyState({ ...machine(() => 300), measuring })).toMatchObject({
      count: 7,
      totalMs: 2100,
      endedBy: 'maximum-time',
    });
  });

  it('counts what is reached together with the maximum time as enough', async () => {
    expect(await timeSteadyState({ ...machine(() => 100), measuring })).toMatchObject({
      count: 20,
      totalMs: 2000,
      endedBy: 'enough-samples',
    });
  });

  it('takes one sample of what is slower than the maximum time', async () => {
    expect(await timeSteadyState({ ...machine(() => 9000), measuring })).toMatchObject({
      samplesMs: [9000],
      endedBy: 'maximum-time',
    });
  });

  it('lets what the run throws through unchanged, in warm-up and in steady state', async () => {
    for (const failing of [3, 42]) {
      for (const thrown of [new TypeError('bad shape'), 'a string', undefined]) {
        const { state, run, ...options } = machine(() => 10);
        const failingRun = async (): Promise<void> => {
          if (state.calls === failing) throw thrown;
          await run();
        };
        const outcome = await timeSteadyState({ ...options, run: failingRun, measuring }).then(
          () => 'no error',
          (error: unknown) => ({ error }),
        );
        expect(outcome).toEqual({ error: thrown });
        expect(state.calls).toBe(failing);
      }
    }
  });

  it('works with the real clock', async () => {
    const steady = await timeSteadyState({
      run: () => new Promise((resolve) => setImmediate(resolve)),
      measuring: { ...measuring, minimumTimeMs: 1, maximumWarmupMs: 1 },
      seed: 1,
    });
    expect(steady.count).toBeGreaterThanOrEqual(20);
    expect(steady.samplesMs).toHaveLength(steady.count);
    expect(steady.minimumMs).toBeGreaterThan(0);
  });
});
