import { existsSync } from 'node:fs';
import { isMeasured } from '@convbench/spec';
import { expect, it } from 'vitest';
import { watchMemory } from './memoryWatch.js';

it('has no figures of a process that ended before', () => {
  const { peakRssBytes, runtimeRssBytes, rssAboveRuntimeBytes } = watchMemory().end();
  for (const figure of [peakRssBytes, runtimeRssBytes, rssAboveRuntimeBytes])
    expect(figure).toEqual({ notMeasured: 'the process ended before steady state' });
});

it.runIf(existsSync('/proc/self/status'))('reads memory at the borders of phases', () => {
  const watch = watchMemory();
  watch.onPhase('runtime load', process.pid);
  watch.onPhase('load', process.pid);
  const network = Buffer.alloc(64 * 2 ** 20, 1);
  for (const phase of ['first inference', 'warm-up', 'steady state', 'parity'])
    watch.onPhase(phase, process.pid);
  const memory = watch.end();
  expect(network[5]).toBe(1);
  const above = memory.rssAboveRuntimeBytes;
  expect(isMeasured(above) && above.value).toBeGreaterThan(48 * 2 ** 20);
  const peak = memory.peakRssBytes;
  const runtime = memory.runtimeRssBytes;
  expect(isMeasured(peak) && isMeasured(runtime) && peak.value > runtime.value).toBe(true);
});
