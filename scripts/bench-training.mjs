/**
 * Speed and memory of training steps beside PyTorch.
 *
 *   npm run bench:training -- [--json] [--networks nin,vgg11,...] [--optimizer momentum|recipe] [--rounds 5] [--steps 12]
 *
 * Every measurement runs in a process of its own, the sides take turns: two thread pools in one process disturb each
 * other, and a machine has slow minutes that must hit all sides. A process yields the median time of its steps, a
 * side the median over the rounds. PyTorch needs a Python with torch and numpy: CONVBENCH_PYTHON names it, else
 * `python3` is tried; without it the columns say why they are empty. Both sides take plain momentum, which costs
 * little beside the gradients, or the optimizer of the network's recipe.
 *
 * One more process runs under onnxruntime's profiler, for the share of the step outside of convolutions and matrix
 * products: the sum over the nodes of their shortest times, in which a busy machine shows least.
 *
 * --json prints one line per figure: {name, value, unit, peer?, ratio?}; peer is PyTorch's value, ratio ours over it.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { childEnvironment } from '@convbench/core/checks';

const gray = { channels: 1, classes: 10 };
const colour = { channels: 3, classes: 10 };
const small = { ...gray, inputSize: 32, stem: 'small' };
const networks = {
  nin: { plugin: 'arch-nin', variant: 'nin', options: small },
  vgg11: { plugin: 'arch-vgg', variant: 'vgg11', options: { ...small, width: 0.25 } },
  'googlenet-v1': { plugin: 'arch-googlenet', variant: 'googlenet-v1-d2l', options: small },
  'googlenet-v2': { plugin: 'arch-googlenet', variant: 'googlenet-v2-d2l', options: small },
  'googlenet-v2-96px': {
    plugin: 'arch-googlenet',
    variant: 'googlenet-v2-d2l',
    options: { ...gray, inputSize: 96 },
  },
  'googlenet-v3-96px': {
    plugin: 'arch-googlenet',
    variant: 'googlenet-v3',
    options: { ...colour, inputSize: 96 },
  },
  'googlenet-v3-299px': {
    plugin: 'arch-googlenet',
    variant: 'googlenet-v3',
    options: { ...colour, inputSize: 299 },
    batchSize: 8,
  },
  'googlenet-v4-96px': {
    plugin: 'arch-googlenet',
    variant: 'googlenet-v4',
    options: { ...colour, inputSize: 96 },
  },
  'resnet18-64px': {
    plugin: 'arch-resnet',
    variant: 'resnet18',
    options: { ...colour, inputSize: 64 },
  },
  'resnest14d-64px': {
    plugin: 'arch-resnest',
    variant: 'resnest14d',
    options: { ...colour, inputSize: 64 },
  },
};
const momentum = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 };
const peers = { eager: 'PyTorch eager', channels_last: 'PyTorch channels_last' };
const threads = availableParallelism();
const warmupSteps = 3;

const { values: args } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    networks: { type: 'string', default: Object.keys(networks).join(',') },
    optimizer: { type: 'string', default: 'momentum' },
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '12' },
    child: { type: 'string' },
    profile: { type: 'boolean', default: false },
    describe: { type: 'string' },
  },
});

if (args.child) await trainOnce(args.child, Number(args.steps));
else if (args.describe) console.log(JSON.stringify(await description(args.describe)));
else await compare();

async function compare() {
  const chosen = args.networks.split(',');
  const unknown = chosen.find((name) => !Object.hasOwn(networks, name));
  if (unknown !== undefined) {
    console.error(`There is no network '${unknown}'. Use: ${Object.keys(networks).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  const python = process.env.CONVBENCH_PYTHON ?? 'python3';
  const absent = await missingTorch(python);
  const common = ['--steps', args.steps, '--optimizer', args.optimizer];
  for (const name of chosen) {
    const sides = { ours: [], ...(absent ? {} : { eager: [], channels_last: [] }) };
    const child = [script(), '--child', name, ...common];
    const described = absent
      ? ''
      : await output(process.execPath, [script(), '--describe', name, ...common]);
    for (let round = 0; round < Number(args.rounds); round++)
      for (const [side, results] of Object.entries(sides)) {
        const result =
          side === 'ours'
            ? await output(process.execPath, child)
            : await output(python, [script('.py'), side, args.steps, String(threads)], described);
        results.push(JSON.parse(result));
      }
    const profile = JSON.parse(await output(process.execPath, [...child, '--profile']));
    report(name, sides, profile, absent);
  }
}

function report(name, sides, profile, absent) {
  const over = (side, key) => sides[side] && median(sides[side].map((result) => result[key]));
  const rate = over('ours', 'imagesPerSecond');
  const peak = over('ours', 'peakRssBytes');
  const created = over('ours', 'sessionSeconds');
  const share = profile.outsideProductsPercent;
  if (!args.json) {
    const ratios = Object.entries(peers).map(([peer, title]) => {
      if (!sides[peer]) return `${title}: not measured (${absent})`;
      const rounds = sides.ours.map(({ imagesPerSecond }, i) =>
        (imagesPerSecond / sides[peer][i].imagesPerSecond).toFixed(2),
      );
      const theirs = over(peer, 'imagesPerSecond');
      const memory = (peak / over(peer, 'peakRssBytes')).toFixed(2);
      return `${title} ${rounded(theirs)} images/s, ratio ${(rate / theirs).toFixed(2)} [${rounds.join(' ')}], memory ratio ${memory}`;
    });
    const ours = `${rounded(rate)} images/s, peak ${rounded(peak / 2 ** 20)} MiB, session in ${rounded(created)} s`;
    const outside = `${rounded(share)} % outside of convolutions and products`;
    console.log([`${name}: ${ours}, ${outside}`, ...ratios].join('; '));
    return;
  }
  const figure = (key, value, unit, theirs) => ({
    name: `training/${name}/${key}`,
    value: rounded(value),
    unit,
    ...(theirs === undefined ? {} : { peer: rounded(theirs), ratio: rounded(value / theirs) }),
  });
  const figures = [
    figure('rate', rate, 'images/s'),
    figure('sessionSeconds', created, 's'),
    figure('outsideProducts', share, '%'),
    figure('peakRssBytes', peak, 'bytes'),
  ];
  for (const peer of Object.keys(peers)) {
    if (!sides[peer]) continue;
    figures.push(figure(`rate/${peer}`, rate, 'images/s', over(peer, 'imagesPerSecond')));
    figures.push(figure(`peakRssBytes/${peer}`, peak, 'bytes', over(peer, 'peakRssBytes')));
  }
  for (const line of figures) console.log(JSON.stringify(line));
}

/** The training graph, its first state and the feeds of a step with random images. */
async function prepare(name) {
  const { plugin, variant, options, ...fixed } = networks[name];
  const plugins = (await import(`@convbench/${plugin}`)).default;
  const architecture = [plugins]
    .flat()
    .find(({ variants }) => variants.some(({ id }) => id === variant));
  const { differentiate, initialState } = await import('@convbench/train');
  const { initializeWeights } = await import('@convbench/graph');
  const { recipeSchema } = await import('@convbench/spec');
  const graph = architecture.build(variant, architecture.options.parse(options));
  const own = recipeSchema.parse(architecture.variants.find(({ id }) => id === variant).recipe);
  const recipe = {
    ...own,
    ...fixed,
    ...(args.optimizer === 'recipe' ? {} : { optimizer: momentum }),
  };
  const { batchSize, optimizer, labelSmoothing } = recipe;
  const training = differentiate(graph, { batchSize, optimizer, labelSmoothing });
  const weights = initializeWeights(graph, { scheme: recipe.initialization, seed: 1 });
  const { channels, inputSize } = options;
  const imageShape = [recipe.batchSize, channels, inputSize, inputSize];
  return { graph, recipe, training, imageShape, state: initialState(training, weights) };
}

async function trainOnce(name, steps) {
  const session = await watchSession();
  const { default: backend } = await import('@convbench/backend-onnxruntime');
  const { dropoutMasks } = await import('@convbench/train');
  const { recipe, training, imageShape, state } = await prepare(name);
  const { batchSize, learningRate } = recipe;
  const size = imageShape.reduce((product, length) => product * length, 1);
  const images = new Float32Array(size).map(() => Math.random());
  const labels = new Int32Array(batchSize).map(() => Math.floor(Math.random() * gray.classes));
  const trainer = await backend.training.open(training, state, { device: 'cpu', threads });
  const times = [];
  for (let step = 1; step <= steps + warmupSteps; step++) {
    const start = performance.now();
    const masks = dropoutMasks(training, 1, step);
    await trainer.step({ images, labels, learningRate, step, dropoutMasks: masks });
    times.push(performance.now() - start);
  }
  const profile = args.profile ? { outsideProductsPercent: await session.outsideProducts() } : {};
  await trainer.dispose();
  const milliseconds = median(times.slice(warmupSteps));
  const imagesPerSecond = (batchSize / milliseconds) * 1000;
  const { seconds: sessionSeconds } = session;
  console.log(
    JSON.stringify({ imagesPerSecond, sessionSeconds, peakRssBytes: await peakRss(), ...profile }),
  );
}

/** Times the creation of the next session, and lets it write a profile where one is asked for. */
async function watchSession() {
  const require = createRequire(import.meta.resolve('@convbench/backend-onnxruntime'));
  const { InferenceSession } = require('onnxruntime-node');
  const { create } = InferenceSession;
  const watched = {};
  InferenceSession.create = async (model, options) => {
    const folder = args.profile ? await mkdtemp(join(tmpdir(), 'bench-training-')) : undefined;
    const profiling = folder
      ? { enableProfiling: true, profileFilePrefix: join(folder, 'profile') }
      : {};
    const start = performance.now();
    const session = await create.call(InferenceSession, model, { ...options, ...profiling });
    watched.seconds = (performance.now() - start) / 1000;
    watched.outsideProducts = async () => {
      session.endProfiling();
      const [file] = await readdir(folder);
      const events = JSON.parse(await readFile(join(folder, file), 'utf8'));
      await rm(folder, { recursive: true });
      return outsideProductsPercent(events);
    };
    return session;
  };
  return watched;
}

function outsideProductsPercent(events) {
  const nodes = new Map();
  for (const { cat, name, dur, args: node } of events) {
    if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue;
    const time = Math.min(dur, nodes.get(name)?.time ?? Infinity);
    nodes.set(name, { isProduct: isProduct(node), time });
  }
  const total = (list) => list.reduce((sum, { time }) => sum + time, 0);
  const all = [...nodes.values()];
  return (100 * total(all.filter(({ isProduct }) => !isProduct))) / total(all);
}

/** Convolutions with a group per channel are the row-wise work of a normalisation, not products of channels. */
function isProduct({ op_name: operator, input_type_shape: inputs }) {
  if (!operator.includes('Conv')) return /Gemm|MatMul/.test(operator);
  const [image, weight] = inputs.map((input) => Object.values(input)[0]);
  return !(weight[1] === 1 && image[1] > 1 && image[1] === weight[0]);
}

/** Undefined where there is no /proc. Node's own figure starts at the parent's peak. */
async function peakRss() {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const kibibytes = /VmHWM:\s+(\d+)/.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** What the PyTorch side needs to train the same network: the graph itself, run node by node. */
async function description(name) {
  const { graph, recipe, imageShape } = await prepare(name);
  return { graph, recipe, imageShape };
}

/** Why there is no PyTorch, or undefined. */
async function missingTorch(python) {
  try {
    await output(python, ['-c', 'import torch, numpy']);
    return undefined;
  } catch {
    return `${python} cannot import torch and numpy; CONVBENCH_PYTHON names another interpreter`;
  }
}

/** Our side runs in the environment that the program gives to a training. */
async function output(command, commandArguments, input = '') {
  const env =
    command === process.execPath ? await childEnvironment({ kind: 'train' }) : process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, { stdio: ['pipe', 'pipe', 'pipe'], env });
    let [text, errors] = ['', ''];
    child.stdout.on('data', (data) => (text += data));
    child.stderr.on('data', (data) => (errors += data));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(text) : reject(new Error(`${command} failed (${code}): ${errors}`)),
    );
    child.stdin.end(input);
  });
}

function script(extension = '.mjs') {
  return fileURLToPath(new URL(`bench-training${extension}`, import.meta.url));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function rounded(value) {
  return Number(value.toPrecision(4));
}
