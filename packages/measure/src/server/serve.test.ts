import { readFileSync } from 'node:fs';
import { quantile } from '@convbench/statistics';
import { describe, expect, it } from 'vitest';
import { poissonArrivals } from './poissonArrivals.js';
import { serve } from './serve.js';

/** A machine whose clock moves by what the n-th image takes (from 0), and by waiting. */
function machine(serviceMs: (image: number) => number) {
  const state = { now: 1000, images: 0 };
  return {
    clock: () => state.now,
    waitUntil: (timeMs: number) => {
      state.now = timeMs;
      return Promise.resolve();
    },
    run: () => {
      state.now += serviceMs(state.images);
      state.images += 1;
      return Promise.resolve();
    },
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const nearestRank = (values: readonly number[], p: number) =>
  [...values].sort((a, b) => a - b)[Math.ceil((p / 100) * values.length) - 1];

describe('serve', () => {
  it('counts the queue behind a stall (case S04)', async () => {
    const { from_schedule: due, from_service_start: sent } = JSON.parse(
      readFileSync(
        new URL('../../../../test/fixtures/cases/S04/expected.json', import.meta.url),
        'utf8',
      ),
    ) as Record<string, Record<string, number>>;
    const { latenciesMs, serviceMs, gaveUp } = await serve({
      ...machine((image) => (image === 500 ? 1000 : 1)),
      arrivalsMs: Array.from({ length: 1000 }, (_, i) => 10 * i),
    });
    expect(gaveUp).toBe(false);
    expect(mean(latenciesMs)).toBeCloseTo(due!.mean!, 9);
    for (const p of [50, 90, 95, 99]) expect(nearestRank(latenciesMs, p)).toBe(due![`p${p}`]);
    expect(Math.max(...latenciesMs)).toBe(due!.max);
    expect(latenciesMs.filter((ms) => ms > 10)).toHaveLength(due!.late_over_10ms!);
    expect(mean(serviceMs)).toBeCloseTo(sent!.mean!, 9);
    expect(nearestRank(serviceMs, 99)).toBe(sent!.p99);
  });

  it('waits as the theory of queues says', async () => {
    // M/D/1: the mean wait is load / (2 (1 - load)) services.
    for (const load of [0.3, 0.6, 0.8]) {
      const { latenciesMs } = await serve({
        ...machine(() => 4),
        arrivalsMs: poissonArrivals((1000 / 4) * load, 60_000, 5),
      });
      const wait = (mean(latenciesMs) - 4) / 4;
      expect(wait / (load / (2 * (1 - load)))).toBeCloseTo(1, 0.7);
    }
  });

  it('gives up when so many are late', async () => {
    const { latenciesMs, gaveUp } = await serve({
      ...machine(() => 20),
      arrivalsMs: Array.from({ length: 1000 }, (_, i) => 10 * i),
      giveUpAfter: { late: 3, boundMs: 100 },
    });
    expect(gaveUp).toBe(true);
    expect(latenciesMs).toHaveLength(12);
  });

  it('lets what the run throws through', async () => {
    const run = () => Promise.reject(new TypeError('no'));
    await expect(serve({ run, arrivalsMs: [0] })).rejects.toThrow(new TypeError('no'));
  });

  it('waits on the real clock', async () => {
    const arrivalsMs = [0, 5, 30, 31];
    const begins: number[] = [];
    const start = performance.now();
    const { latenciesMs } = await serve({
      run: () => {
        begins.push(performance.now() - start);
        return Promise.resolve();
      },
      arrivalsMs,
    });
    begins.forEach((begin, i) => {
      expect(begin).toBeGreaterThanOrEqual(arrivalsMs[i]!);
    });
    expect(quantile(latenciesMs, 0)).toBeGreaterThanOrEqual(0);
  });
});
