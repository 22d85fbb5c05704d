import { describe, expect, it } from 'vitest';
import { draws } from '../../../../test/support/draws.js';
import { SteadyBlocks } from './steadyBlocks.js';

const rule = { minimumTimeMs: 300, minimumSamples: 5, maximumTimeMs: 3000, wantedHalfWidth: 0.01 };
const steadyOf = (changes: Partial<typeof rule> = {}) =>
  new SteadyBlocks({ ...rule, ...changes }, 1);
const block = (count: number, ms: (call: number) => number) =>
  Array.from({ length: count }, (_, call) => ms(call));

/** Adds blocks until it is over. */
function fill(
  steady: SteadyBlocks,
  ms: (turn: number, call: number) => number,
  calls = 20,
): number {
  for (let turn = 0; ; turn += 1) {
    if (steady.endedBy() !== undefined) return turn;
    steady.add(
      block(calls, (call) => ms(turn, call)),
      { turn, startedMs: 1000 * turn },
    );
  }
}

describe('the steady state of a process', () => {
  it('ends when its median is known, after the least time and the fewest samples', () => {
    expect(fill(steadyOf(), () => 10)).toBe(2);
    expect(fill(steadyOf({ minimumSamples: 50 }), () => 10)).toBe(3);
    expect(fill(steadyOf({ minimumTimeMs: 900 }), () => 10)).toBe(5);
    expect(steadyOf().endedBy()).toBeUndefined();
  });

  it('goes on while its scatter leaves the median open, until its time is up', () => {
    const { normal } = draws(3);
    const noisy = steadyOf();
    const quiet = steadyOf({ wantedHalfWidth: 0.2 });
    expect(fill(noisy, () => 10 + 3 * Math.abs(normal()))).toBeGreaterThan(
      fill(quiet, () => 10 + 3 * Math.abs(normal())),
    );
    expect(noisy.figures().endedBy).toBe('maximum-time');
    expect(quiet.figures().endedBy).toBe('precise');
  });

  it('is enough in one block of a slow network', () => {
    const steady = steadyOf();
    steady.add([600, 603, 601, 602, 600], { turn: 0, startedMs: 5 });
    expect(steady.endedBy()).toBe('precise');
    expect(steady.figures()).toEqual({
      samplesMs: [600, 603, 601, 602, 600],
      blocks: [{ startedMs: 5, turn: 0, samples: 5 }],
      count: 5,
      totalMs: 3006,
      minimumMs: 600,
      maximumMs: 603,
      endedBy: 'precise',
    });
  });

  it('begins again where calls became faster: they were part of the warm-up', () => {
    const steady = steadyOf({ minimumTimeMs: 800 });
    fill(steady, (turn, call) => (turn < 2 ? 20 - (turn * 20 + call) / 4 : 10));
    const { blocks, samplesMs } = steady.figures();
    expect(blocks[0]?.turn).toBeGreaterThan(0);
    expect(Math.max(...samplesMs)).toBeLessThan(20);
    expect(steady.lateWarmUp.calls).toBeGreaterThanOrEqual(20);
    expect(steady.lateWarmUp.ms).toBeGreaterThan(200);
  });

  it('keeps some of very many samples, and counts all', () => {
    const steady = steadyOf();
    steady.add(
      block(5000, (call) => 0.04 + (call % 10) / 1000),
      { turn: 0, startedMs: 0 },
    );
    const { samplesMs, blocks, count, totalMs } = steady.figures();
    expect(samplesMs.length).toBeLessThanOrEqual(1000);
    expect(blocks).toEqual([{ startedMs: 0, turn: 0, samples: samplesMs.length }]);
    expect(count).toBe(5000);
    expect(totalMs).toBeCloseTo(5000 * 0.0445, 6);
  });

  it('has no figures without a block', () => {
    expect(() => steadyOf().figures()).toThrow('No block');
  });
});
