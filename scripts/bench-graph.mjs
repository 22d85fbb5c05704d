/**
 * What it costs to know a network before any weight exists: building the graph and counting what follows from it, for
 * the deepest networks of each family.
 *
 *   npm run bench:graph -- [--json] [--rounds 30]
 *
 * Per network, in this process after a warm-up:
 *   graph/<id>/build     the plugin's `build` at native size with 1000 classes, shapes checked
 *   graph/<id>/cost      `staticCost`: shapes, parameters, multiply-accumulates, activation memory, hash
 *   graph/<id>/layers    `describeLayers`, the table of `convbench describe`
 *   graph/<id>/all       the three together
 *   graph/<id>/first     the three together the first time in a fresh process, without the start of Node and imports
 * The figure is the median of the rounds; the first time is one sample per round, in at most 5 processes.
 *
 * --json prints one line per figure: {name, value, unit, minimum, maximum, samples}.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import googlenet from '@convbench/arch-googlenet';
import resnet from '@convbench/arch-resnet';
import vgg from '@convbench/arch-vgg';
import { describeLayers, staticCost } from '@convbench/graph';
import { median } from '@convbench/statistics';

const networks = [
  [vgg, 'vgg19', 224],
  [resnet, 'resnet50', 224],
  [googlenet, 'googlenet-v1', 224],
  [googlenet, 'googlenet-v4', 299],
  [googlenet, 'inception-resnet-v2', 299],
];
const warmUpRounds = 5;
const largestProcessCount = 5;

const { values: args } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '30' },
    /** What a fresh process is asked for: prints the milliseconds of the first time. */
    first: { type: 'string' },
  },
});
const rounds = Number(args.rounds);

if (args.first !== undefined) {
  console.log(timed(networks.find(([, id]) => id === args.first)).all);
} else {
  for (const network of networks) {
    const samples = { build: [], cost: [], layers: [], all: [] };
    for (let round = -warmUpRounds; round < rounds; round += 1) {
      const times = timed(network);
      if (round < 0) continue;
      for (const [part, ms] of Object.entries(times)) samples[part].push(ms);
    }
    samples.first = Array.from({ length: Math.min(rounds, largestProcessCount) }, () =>
      firstTime(network[1]),
    );
    for (const [part, ms] of Object.entries(samples)) report(`graph/${network[1]}/${part}`, ms);
  }
}

function timed([plugin, id, inputSize]) {
  const options = plugin.options.parse({ inputSize, classes: 1000, stem: 'imagenet' });
  const start = performance.now();
  const graph = plugin.build(id, options);
  const built = performance.now();
  staticCost(graph);
  const counted = performance.now();
  describeLayers(graph);
  const end = performance.now();
  return { build: built - start, cost: counted - built, layers: end - counted, all: end - start };
}

function firstTime(id) {
  const script = fileURLToPath(import.meta.url);
  return Number(execFileSync(process.execPath, [script, '--first', id], { encoding: 'utf8' }));
}

function report(name, samplesMs) {
  const figure = {
    name,
    value: round3(median(samplesMs)),
    unit: 'ms',
    minimum: round3(Math.min(...samplesMs)),
    maximum: round3(Math.max(...samplesMs)),
    samples: samplesMs.length,
  };
  if (args.json) {
    console.log(JSON.stringify(figure));
    return;
  }
  const { value, minimum, maximum, samples } = figure;
  console.log(`${name}: ${value} ms (${minimum} to ${maximum}, ${samples} samples)`);
}

function round3(value) {
  return Number(value.toPrecision(3));
}
