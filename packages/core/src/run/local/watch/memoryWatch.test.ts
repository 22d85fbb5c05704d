import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { isMeasured } from '@convbench/spec';
import { expect, it } from 'vitest';
import { watchMemory } from './memoryWatch.js';

/** Loads a network of 64 MiB when told to. */
const PROGRAM = `
  let network;
  process.on('message', () => {
    network = Buffer.alloc(64 * 2 ** 20, 1);
    process.send('loaded');
  });
  process.send('ready');
`;

it('has no figures of a process that ended before', () => {
  const { peakRssBytes, runtimeRssBytes, rssAboveRuntimeBytes } = watchMemory().end();
  for (const figure of [peakRssBytes, runtimeRssBytes, rssAboveRuntimeBytes])
    expect(figure).toEqual({ notMeasured: 'the process ended before steady state' });
});

// Not of the tests' own process, which may give memory back at any moment.
it.runIf(existsSync('/proc/self/status'))('reads memory at the borders of phases', async () => {
  const child = spawn(process.execPath, ['-e', PROGRAM], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    await once(child, 'message');
    const watch = watchMemory();
    watch.onPhase('runtime load', child.pid!);
    watch.onPhase('load', child.pid!);
    child.send('load');
    await once(child, 'message');
    for (const phase of ['first inference', 'warm-up', 'steady state', 'parity'])
      watch.onPhase(phase, child.pid!);
    const memory = watch.end();
    const above = memory.rssAboveRuntimeBytes;
    expect(isMeasured(above) && above.value).toBeGreaterThan(48 * 2 ** 20);
    const peak = memory.peakRssBytes;
    const runtime = memory.runtimeRssBytes;
    expect(isMeasured(peak) && isMeasured(runtime) && peak.value > runtime.value).toBe(true);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
