/**
 * What watching a process from outside costs it: memory, once more for its limit, processor time and clocks, as for
 * every cell.
 *
 *   npm run bench:sampling -- [--json] [--rounds 60] [--round-ms 2000] [--threads 1]
 *
 * A child runs inferences without pause; its parent watches it in every second stretch of time, in random order within
 * a pair. The figure is the median of the pairs' ratios, watched over unwatched, with its bootstrap interval.
 *
 * --json prints {name, value, unit, peer, ratio, ratioLow, ratioHigh}.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  affinityOf,
  startCpuWatch,
  startMemorySampler,
  startThrottleWatch,
  watchMemoryLimit,
} from '@convbench/measure';
import { figureOfPairs, say } from './support/figures.mjs';
import { draw, randomNumbers } from './support/randomNumbers.mjs';
import { readArgs } from './support/readArgs.mjs';

const args = readArgs(import.meta.url, {
  json: false,
  rounds: 60,
  'round-ms': 2000,
  threads: 1,
  seed: 1,
});
const child = fork(fileURLToPath(new URL('./support/inferences.mjs', import.meta.url)), [
  String(args.threads),
]);
await once(child, 'message');

/** Mean time of a call in a stretch, as the child counts it. */
async function stretch() {
  child.send({ ms: args['round-ms'] });
  const [{ meanMs }] = await once(child, 'message');
  return meanMs;
}

async function watched() {
  const memory = startMemorySampler(child.pid, 'steady state');
  const cpu = startCpuWatch(child.pid);
  const throttling = startThrottleWatch(affinityOf(child.pid) ?? []);
  const limit = watchMemoryLimit(child.pid, totalmem() / 2, () => undefined);
  const meanMs = await stretch();
  limit.end();
  memory.stop();
  cpu.shares();
  throttling.stop();
  return meanMs;
}

const random = randomNumbers(args.seed);
const pairs = [];
await stretch();
for (let round = 0; round < args.rounds; round++) {
  const meanMs = {};
  for (const side of draw(['watched', 'unwatched'], 2, random))
    meanMs[side] = side === 'watched' ? await watched() : await stretch();
  pairs.push([meanMs.watched, meanMs.unwatched]);
}
child.kill();
say(figureOfPairs('overhead/sampling', pairs, 'ms'), { json: args.json, peerName: 'unwatched' });
