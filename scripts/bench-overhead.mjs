/**
 * What convbench adds to the latency that it reports: its timing loop beside a bare one, on the same small network.
 *
 *   npm run bench:overhead -- [--json] [--rounds 10] [--round-ms 500] [--threads 1]
 *
 * Three sides take turns in one process, in random order within each round:
 *   harness  timeBlock of @convbench/measure around the backend's session, as in a cell of a run;
 *   loop     a for loop with performance.now around the same session;
 *   raw      a for loop with performance.now around onnxruntime's own session.run, as one would write without convbench.
 * A round yields one median (or mean of wall time) per side and ratios of those; the figure is the median of the
 * rounds' ratios with its bootstrap interval. The network is small, so that whatever is added is a large share.
 *
 * --json prints one line per figure: {name, value, unit, peer, ratio, ratioLow, ratioHigh}; peer is the other side's
 * value, ratio ours over it.
 */
import { parseArgs } from 'node:util';
import onnxruntime from '@convbench/backend-onnxruntime';
import { encodeOnnx } from '@convbench/formats';
import { openNetwork } from '@convbench/core/testing';
import { graphBuilder, initializeWeights } from '@convbench/graph';
import { timeBlock } from '@convbench/measure';
import { bootstrapMedianInterval, median } from '@convbench/statistics';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const { values: args } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '10' },
    'round-ms': { type: 'string', default: '500' },
    threads: { type: 'string', default: '1' },
  },
});
const rounds = Number(args.rounds);
const roundMs = Number(args['round-ms']);
const threads = Number(args.threads);
const warmupMs = 300;
const device = 'cpu';
const imageShape = [1, 3, 32, 32];

const graph = smallNetwork();
const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });
const images = new Float32Array(imageShape.reduce((product, size) => product * size, 1)).map(
  (_, i) => Math.sin(i),
);
const session = await openNetwork(onnxruntime, graph, weights, { device, batchSize: 1, threads });
const rawSession = await InferenceSession.create(encodeOnnx(graph, weights, { batchSize: 1 }), {
  executionProviders: [device],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  enableMemPattern: true,
  logSeverityLevel: 3,
});
const rawFeeds = { [graph.input.name]: new Tensor('float32', images, imageShape) };

const sides = {
  harness: () => timedByHarness(() => session.run(images)),
  loop: () => timedByLoop(() => session.run(images)),
  raw: () => timedByLoop(() => rawSession.run(rawFeeds)),
};
const results = { harness: [], loop: [], raw: [] };
for (let round = 0; round < rounds; round += 1) {
  for (const side of shuffled(Object.keys(sides))) results[side].push(await sides[side]());
}
await session.dispose();
await rawSession.release();

report(
  'overhead/timing-loop',
  'latency, beside a bare loop on the same session',
  'latencyMs',
  'loop',
);
report('overhead/wall-time', 'wall time of an inference, beside the same', 'wallMs', 'loop');
report(
  'overhead/all',
  "latency, beside a bare loop on onnxruntime's session.run",
  'latencyMs',
  'raw',
);

async function timedByHarness(run) {
  for (const end = performance.now() + warmupMs; performance.now() < end;) await run();
  const start = performance.now();
  const samplesMs = await timeBlock(run, { milliseconds: roundMs, leastCalls: 50 });
  return {
    latencyMs: median(samplesMs),
    wallMs: (performance.now() - start) / samplesMs.length,
  };
}

async function timedByLoop(run) {
  for (const end = performance.now() + warmupMs; performance.now() < end;) await run();
  const samplesMs = [];
  const start = performance.now();
  for (let now = start; now - start < roundMs || samplesMs.length < 50;) {
    const before = performance.now();
    await run();
    now = performance.now();
    samplesMs.push(now - before);
  }
  return {
    latencyMs: median(samplesMs),
    wallMs: (performance.now() - start) / samplesMs.length,
  };
}

function report(name, title, key, peerSide) {
  const ours = results.harness.map((round) => round[key]);
  const peers = results[peerSide].map((round) => round[key]);
  const ratios = ours.map((value, round) => value / peers[round]);
  const [value, peer, ratio] = [ours, peers, ratios].map((series) => round4(median(series)));
  const interval = bootstrapMedianInterval(ratios, { seed: 1 });
  const told = 'notMeasured' in interval ? undefined : interval;
  if (args.json) {
    const bounds = told && { ratioLow: round4(told.low), ratioHigh: round4(told.high) };
    console.log(JSON.stringify({ name, value, unit: 'ms', peer, ratio, ...bounds }));
    return;
  }
  const range = told
    ? `95 % interval ${told.low.toFixed(4)} to ${told.high.toFixed(4)}`
    : `no interval: ${interval.notMeasured}`;
  console.log(`${title}: ${value} ms against ${peer} ms, ratio ${ratio.toFixed(4)} (${range})`);
}

/** 38.6 M multiply-accumulates: well under a millisecond. */
function smallNetwork() {
  const [, channels, height, width] = imageShape;
  const builder = graphBuilder({ name: 'small', channels, height, width });
  let x = builder.input;
  for (const [block, filters] of [32, 64, 128].entries()) {
    for (const half of ['a', 'b']) {
      x = builder.conv(`conv${block}${half}`, x, { channels: filters, kernel: 3, pad: 1 });
      x = builder.relu(`relu${block}${half}`, x);
    }
    x = builder.maxPool(`pool${block}`, x, { kernel: 2, stride: 2 });
  }
  x = builder.flatten('flatten', builder.globalAveragePool('mean', x));
  return builder.build(builder.linear('classes', x, { features: 10 }));
}

function shuffled(values) {
  return values
    .map((value) => ({ value, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

function round4(value) {
  return Number(value.toPrecision(4));
}
