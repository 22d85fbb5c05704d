/**
 * Speed of the TensorFlow.js engines beside onnxruntime and PyTorch.
 *
 *   npm run bench:tfjs -- [--json] [--training nin,...] [--inference nin,...] [--batch 1,32] [--rounds 5] [--steps 12]
 *
 * Every measurement runs in a process of its own, and the sides take turns within a round: a machine has slow minutes
 * that must hit all sides. A process yields the median time of its steps, a side the median over the rounds, and a
 * ratio is the median of the ratios of the rounds. PyTorch trains in channels-last order; it needs a Python with torch
 * and numpy, which CONVBENCH_PYTHON names. Pass --training= or --inference= without a name to leave that part out.
 *
 * What happens once stands apart: loading the library, loading the network, the first step.
 *
 * --json prints one line per figure: {name, value, unit, peer?, ratio?}; ratio is tfjs:node-graph over the peer.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const gray = { channels: 1, classes: 10, inputSize: 32, stem: 'small' };
const colour = { channels: 3, classes: 1000 };
/** Named as in bench-training.mjs, which describes them to PyTorch. */
const trained = {
  nin: { plugin: 'arch-nin', variant: 'nin', options: gray },
  vgg11: { plugin: 'arch-vgg', variant: 'vgg11', options: { ...gray, width: 0.25 } },
  'googlenet-v1': { plugin: 'arch-googlenet', variant: 'googlenet-v1-d2l', options: gray },
  'googlenet-v2': { plugin: 'arch-googlenet', variant: 'googlenet-v2-d2l', options: gray },
  'resnet18-64px': {
    plugin: 'arch-resnet',
    variant: 'resnet18',
    options: { channels: 3, classes: 10, inputSize: 64 },
  },
};
const inferred = {
  nin: { plugin: 'arch-nin', variant: 'nin-imagenet', options: { ...colour, inputSize: 224 } },
  alexnet: { plugin: 'arch-alexnet', variant: 'alexnet', options: { ...colour, inputSize: 224 } },
  vgg16: { plugin: 'arch-vgg', variant: 'vgg16', options: { ...colour, inputSize: 224 } },
  'googlenet-v1': {
    plugin: 'arch-googlenet',
    variant: 'googlenet-v1',
    options: { ...colour, inputSize: 224 },
  },
  'googlenet-v3': {
    plugin: 'arch-googlenet',
    variant: 'googlenet-v3',
    options: { ...colour, inputSize: 299 },
  },
  resnet50: { plugin: 'arch-resnet', variant: 'resnet50', options: { ...colour, inputSize: 224 } },
};
const momentum = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 };
const threads = availableParallelism();
const warmupSteps = 3;
const ours = 'tfjs:node-graph';

const { values: args } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    training: { type: 'string', default: Object.keys(trained).join() },
    inference: { type: 'string', default: Object.keys(inferred).join() },
    batch: { type: 'string', default: '1,32' },
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '12' },
    child: { type: 'string' },
  },
});
const steps = Number(args.steps);

if (args.child) console.log(JSON.stringify(await measureOnce(JSON.parse(args.child))));
else await compare();

async function compare() {
  const chosen = {
    training: names(args.training, trained),
    inference: names(args.inference, inferred),
  };
  if (!chosen.training || !chosen.inference) return;
  const python = process.env.CONVBENCH_PYTHON ?? 'python3';
  const torch = await run(python, ['-c', 'import torch, numpy']).then(
    () => true,
    () => false,
  );
  if (!torch && chosen.training.length > 0)
    console.error(
      `PyTorch is left out: ${python} cannot import torch and numpy (CONVBENCH_PYTHON).`,
    );
  for (const name of chosen.training) {
    const sides = Object.fromEntries(
      [ours, 'onnxruntime:cpu'].map((side) => [side, () => ofBackend('train', name, side)]),
    );
    if (torch) {
      const described = await run(process.execPath, [
        ...[script('bench-training.mjs'), '--describe', name],
        ...['--steps', args.steps, '--optimizer', 'momentum'],
      ]);
      sides['PyTorch channels-last'] = async () =>
        JSON.parse(
          await run(
            python,
            [script('bench-training.py'), 'channels_last', args.steps, String(threads)],
            described,
          ),
        );
    }
    await takeTurns(`training/${name}`, sides);
  }
  for (const name of chosen.inference)
    for (const batchSize of args.batch.split(',').map(Number))
      await takeTurns(
        `inference/${name}/batch${batchSize}`,
        Object.fromEntries(
          [ours, 'tfjs:node-eager', 'onnxruntime:cpu'].map((side) => [
            side,
            () => ofBackend('infer', name, side, batchSize),
          ]),
        ),
      );
}

function names(text, known) {
  const list = text.split(',').filter((name) => name !== '');
  const unknown = list.find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return list;
  console.error(`There is no network '${unknown}'. Use: ${Object.keys(known).join(', ')}.`);
  process.exitCode = 2;
  return undefined;
}

async function takeTurns(title, sides) {
  const results = Object.fromEntries(Object.keys(sides).map((side) => [side, []]));
  for (let round = 0; round < Number(args.rounds); round++)
    for (const [side, measure] of Object.entries(sides)) results[side].push(await measure());
  const over = (side, key) => median(results[side].map((result) => result[key]));
  for (const side of Object.keys(sides)) {
    const rate = over(side, 'imagesPerSecond');
    const ratio =
      side === ours
        ? undefined
        : median(
            results[ours].map((own, i) => own.imagesPerSecond / results[side][i].imagesPerSecond),
          );
    const once = results[side][0].once && {
      libraryMs: median(results[side].map((result) => result.once.libraryMs)),
      openMs: median(results[side].map((result) => result.once.openMs)),
      firstMs: median(results[side].map((result) => result.once.firstMs)),
    };
    if (args.json) {
      const line = { name: `${title}/${side}/rate`, value: rounded(rate), unit: 'images/s' };
      const peer = ratio === undefined ? {} : { peer: side, ratio: rounded(ratio) };
      console.log(JSON.stringify({ ...line, ...peer }));
      for (const [key, ms] of Object.entries(once ?? {}))
        console.log(
          JSON.stringify({ name: `${title}/${side}/${key}`, value: rounded(ms), unit: 'ms' }),
        );
      continue;
    }
    const peak = over(side, 'peakRssBytes');
    console.log(
      [
        `${title} ${side}: ${rounded(rate)} images/s`,
        ...(ratio === undefined ? [] : [`${ours} is ${ratio.toFixed(2)} times as fast`]),
        ...(peak ? [`peak ${Math.round(peak / 2 ** 20)} MiB`] : []),
        ...(once
          ? [
              `once: library ${rounded(once.libraryMs)} ms, network ${rounded(once.openMs)} ms, first ${rounded(once.firstMs)} ms`,
            ]
          : []),
      ].join('; '),
    );
  }
}

async function ofBackend(kind, name, side, batchSize) {
  const [backend, device] = side.split(':');
  const task = JSON.stringify({ kind, name, backend, device, batchSize });
  return JSON.parse(
    await run(process.execPath, [script(), '--child', task, '--steps', args.steps]),
  );
}

async function measureOnce({ kind, name, backend: backendName, device, batchSize }) {
  const { plugin, variant, options } = (kind === 'train' ? trained : inferred)[name];
  const { default: plugins } = await import(`@convbench/${plugin}`);
  const architecture = [plugins]
    .flat()
    .find(({ variants }) => variants.some(({ id }) => id === variant));
  const graph = architecture.build(variant, architecture.options.parse(options));
  const { initializeWeights } = await import('@convbench/graph');
  const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });
  const { default: backend } = await import(`@convbench/backend-${backendName}`);
  const [availability, libraryMs] = await timed(() => backend.probe(device, { threads }));
  if (!availability.available) throw new Error(`${availability.reason} ${availability.remedy}`);
  const task =
    kind === 'train'
      ? await training(graph, architecture, variant, weights, backend, device, options)
      : await inference(graph, weights, backend, device, batchSize, options);
  const [, firstMs] = await timed(task.once);
  const times = [];
  for (let step = 0; step < steps + warmupSteps; step++) times.push((await timed(task.once))[1]);
  await task.dispose();
  const imagesPerSecond = (task.batchSize / median(times.slice(warmupSteps))) * 1000;
  const once = { libraryMs, openMs: task.openMs, firstMs };
  return { imagesPerSecond, once, peakRssBytes: await peakRss() };
}

async function inference(graph, weights, backend, device, batchSize, { channels, inputSize }) {
  const { openNetwork } = await import('@convbench/core/testing');
  const [session, openMs] = await timed(() =>
    openNetwork(backend, graph, weights, { device, batchSize, threads }),
  );
  const images = randomImages(batchSize * channels * inputSize ** 2);
  return { batchSize, openMs, once: () => session.run(images), dispose: () => session.dispose() };
}

async function training(graph, architecture, variant, weights, backend, device, options) {
  const { differentiate, initialState } = await import('@convbench/train');
  const { recipeSchema } = await import('@convbench/spec');
  const { channels, inputSize, classes } = options;
  const { recipe: own } = architecture.variants.find(({ id }) => id === variant);
  const recipe = { ...recipeSchema.parse(own), optimizer: momentum };
  const step = differentiate(graph, recipe);
  const { dropoutMasks } = await import('@convbench/train');
  const [trainer, openMs] = await timed(() =>
    backend.training.open(step, initialState(step, weights), { device, threads }),
  );
  const { batchSize, learningRate } = recipe;
  const images = randomImages(batchSize * channels * inputSize ** 2);
  const labels = new Int32Array(batchSize).map(() => Math.floor(Math.random() * classes));
  let count = 0;
  const once = () => {
    count += 1;
    const masks = dropoutMasks(step, 1, count);
    return trainer.step({ images, labels, learningRate, step: count, dropoutMasks: masks });
  };
  return { batchSize, openMs, once, dispose: () => trainer.dispose() };
}

function randomImages(count) {
  return new Float32Array(count).map(() => Math.random());
}

async function timed(task) {
  const start = performance.now();
  const result = await task();
  return [result, performance.now() - start];
}

/** Undefined where there is no /proc. Node's own figure starts at the parent's peak. */
async function peakRss() {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const kibibytes = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

function run(command, commandArguments, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, { stdio: ['pipe', 'pipe', 'pipe'] });
    let [text, errors] = ['', ''];
    child.stdout.on('data', (data) => (text += data));
    child.stderr.on('data', (data) => (errors += data));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(text) : reject(new Error(`${command} failed (${code}): ${errors}`)),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function script(name = 'bench-tfjs.mjs') {
  return fileURLToPath(new URL(name, import.meta.url));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function rounded(value) {
  return Number(value.toPrecision(4));
}
