/**
 * What it costs to know a network: building the graph and counting what follows from it, for the deepest networks of
 * each family, and computing the reference's logits, for all built-in networks.
 *
 *   npm run bench:graph -- [--json] [--rounds 30] [--references 1] [--only vgg16,resnet50]
 *
 * Per network, in this process after a warm-up:
 *   graph/<id>/build     the plugin's `build` at native size with 1000 classes, shapes checked
 *   graph/<id>/cost      `staticCost`: shapes, parameters, multiply-accumulates, activation memory, hash
 *   graph/<id>/layers    `describeLayers`, the table of `convbench describe`
 *   graph/<id>/all       the three together
 *   graph/<id>/first     the three together the first time in a fresh process, without the start of Node and imports
 * The figure is the median of the rounds; the first time is one sample per round, in at most 5 processes.
 *
 * Per network at its native size, the median of as many fresh processes as --references says:
 *   oracle/<id>          `interpret`: float64 logits of one image, without the start of Node, imports and weights
 *   oracle/<id>/processor   the same as processor time of all threads, which a busy machine inflates less
 *   oracle/all           the sum of the networks' medians
 * Goals on two quiet cores: vgg16 below 1.5 s, all below 40 s. 0 rounds or 0 references leave that part out; --only
 * names the networks of the second part.
 *
 * --json prints one line per figure: {name, value, unit, minimum, maximum, samples}.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import alexnet from '@convbench/arch-alexnet';
import googlenet from '@convbench/arch-googlenet';
import nin from '@convbench/arch-nin';
import resnest from '@convbench/arch-resnest';
import resnet from '@convbench/arch-resnet';
import vgg from '@convbench/arch-vgg';
import { describeLayers, initializeWeights, interpret, staticCost } from '@convbench/graph';
import { median } from '@convbench/statistics';
import { readArgs } from './support/readArgs.mjs';

const networks = [
  [vgg, 'vgg19', 224],
  [resnet, 'resnet50', 224],
  [googlenet, 'googlenet-v1', 224],
  [googlenet, 'googlenet-v4', 299],
  [googlenet, 'inception-resnet-v2', 299],
];
const plugins = [nin, vgg, googlenet, alexnet, resnet, resnest];
const warmUpRounds = 5;
const largestProcessCount = 5;

const args = readArgs(import.meta.url, {
  json: false,
  rounds: 30,
  references: 1,
  only: undefined,
  /** What a fresh process is asked for: prints the milliseconds of the first time. */
  first: undefined,
  /** What a fresh process is asked for: prints the milliseconds of a reference, and those of the processor. */
  reference: undefined,
});

if (args.first !== undefined) {
  console.log(timed(networks.find(([, id]) => id === args.first)).all);
} else if (args.reference !== undefined) {
  console.log(JSON.stringify(timedReference(args.reference)));
} else {
  if (args.rounds > 0) measureGraphs();
  if (args.references > 0) measureReferences();
}

function measureGraphs() {
  for (const network of networks) {
    const samples = { build: [], cost: [], layers: [], all: [] };
    for (let round = -warmUpRounds; round < args.rounds; round += 1) {
      const times = timed(network);
      if (round < 0) continue;
      for (const [part, ms] of Object.entries(times)) samples[part].push(ms);
    }
    samples.first = Array.from({ length: Math.min(args.rounds, largestProcessCount) }, () =>
      Number(inProcess('first', network[1])),
    );
    for (const [part, ms] of Object.entries(samples)) report(`graph/${network[1]}/${part}`, ms);
  }
}

function measureReferences() {
  const chosen = args.only?.split(',');
  const ids = plugins.flatMap(({ variants }) => variants.map(({ id }) => id));
  let sum = 0;
  for (const id of ids.filter((each) => chosen?.includes(each) ?? true)) {
    const samples = Array.from({ length: args.references }, () =>
      JSON.parse(inProcess('reference', id)),
    );
    const wall = samples.map(([ms]) => ms);
    report(`oracle/${id}`, wall);
    report(
      `oracle/${id}/processor`,
      samples.map(([, ms]) => ms),
    );
    sum += median(wall);
  }
  report(chosen === undefined ? 'oracle/all' : 'oracle/chosen', [sum]);
}

function timedReference(id) {
  const plugin = plugins.find(({ variants }) => variants.some((variant) => variant.id === id));
  const { published } = plugin.variants.find((variant) => variant.id === id);
  const defaults = plugin.options.parse({ classes: 1000, channels: 3, stem: 'imagenet' });
  const inputSize = published?.[0]?.options.inputSize ?? defaults.inputSize;
  const graph = plugin.build(id, { ...defaults, inputSize });
  const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });
  const image = Float32Array.from({ length: 3 * inputSize ** 2 }, (_, i) => Math.sin(i));
  const before = process.cpuUsage();
  const start = performance.now();
  interpret(graph, weights, image, 1);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return [ms, (user + system) / 1000];
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

/** What a fresh process of this script prints. */
function inProcess(task, id) {
  const script = fileURLToPath(import.meta.url);
  return execFileSync(process.execPath, [script, `--${task}`, id], { encoding: 'utf8' });
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
