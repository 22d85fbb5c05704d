import { describe, expect, it } from 'vitest';
import { draws } from '../../../../test/support/draws.js';
import { timeSteadyState } from './steadyState.js';

const measuring = {
  targetPrecision: 0.01,
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
  it('samples in time order after the warm-up, until the median is precise', async () => {
    const { state, ...options } = machine((call) => (call % 10 === 0 ? 12 : 10));
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
      samplesMs: Array.from({ length: 49 }, (_, i) => (i % 10 === 0 ? 12 : 10)),
      count: 49,
      totalMs: 500,
      minimumMs: 10,
      maximumMs: 12,
      endedBy: 'precise',
    });
    expect(state.calls).toBe(79);
  });

  it('goes on until the minimum count is reached', async () => {
    expect(await timeSteadyState({ ...machine(() => 50), measuring })).toMatchObject({
      count: 20,
      totalMs: 1000,
      endedBy: 'precise',
    });
  });

  it('goes on while the median is not precise enough, looking once in 100 ms', async () => {
    const { uniform } = draws(4);
    const durations = Array.from({ length: 400 }, () => 6 + 4 * uniform());
    const run = (targetPrecision: number) =>
      timeSteadyState({
        ...machine((call) => durations[call]!),
        measuring: { ...measuring, targetPrecision },
      });
    const [coarse, fine, tooFine] = await Promise.all([run(0.1), run(0.045), run(0.0001)]);
    expect(coarse.totalMs).toBeLessThan(520);
    expect(coarse.endedBy).toBe('precise');
    expect(fine.totalMs).toBeGreaterThan(coarse.totalMs + 90);
    expect(fine.endedBy).toBe('precise');
    expect(tooFine.totalMs).toBeGreaterThanOrEqual(2000);
    expect(tooFine.endedBy).toBe('maximum-time');
  });

  it('stops at the maximum time, and says so', async () => {
    expect(await timeSteadyState({ ...machine(() => 300), measuring })).toMatchObject({
      count: 7,
      totalMs: 2100,
      endedBy: 'maximum-time',
    });
  });

  it('calls precise what is so at the maximum time', async () => {
    expect(await timeSteadyState({ ...machine(() => 100), measuring })).toMatchObject({
      count: 20,
      totalMs: 2000,
      endedBy: 'precise',
    });
  });

  it('does not time the call after a check, and spends little time on checks', async () => {
    const { uniform } = draws(4);
    const timed = machine(() => 6 + 4 * uniform());
    let reads = 0;
    // Each look at the clock costs half a millisecond: a check, between two looks, lasts as long.
    const clock = () => {
      timed.state.now += 0.5;
      reads += 1;
      return timed.clock();
    };
    const steady = await timeSteadyState({
      ...timed,
      clock,
      measuring: { ...measuring, targetPrecision: 1e-9 },
    });
    const untimed = timed.state.calls - steady.warmupIterations - steady.count;
    expect(untimed).toBeGreaterThan(5);
    expect(untimed).toBeLessThan(16);
    expect(reads).toBeGreaterThan(steady.count);
    expect(steady.endedBy).toBe('maximum-time');
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
    expect(steady.samplesMs.length).toBeLessThanOrEqual(steady.count);
    expect(steady.minimumMs).toBeGreaterThan(0);
  });
});
