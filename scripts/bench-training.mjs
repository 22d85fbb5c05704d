/**
 * Training speed of the four networks at 32 px with their recipes' batch sizes and optimizers, beside PyTorch.
 *
 *   npm run bench:training -- [--json] [--networks nin,vgg11,...] [--rounds 5] [--steps 12]
 *
 * Every measurement runs in a process of its own, the sides take turns: two thread pools in one process disturb each
 * other, and a machine has slow minutes that must hit all sides. A process yields the median time of its steps, a
 * side the median over the rounds. PyTorch needs a Python with torch and numpy: CONVBENCH_PYTHON names it, else
 * `python3` is tried; without it the columns say why they are empty.
 *
 * --json prints one line per figure: {name, value, unit, peer?, ratio?}; peer is PyTorch's value, ratio ours over it.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Fashion-MNIST's form: one channel, ten classes, brought to 32 px. */
const form = { channels: 1, classes: 10, inputSize: 32, stem: 'small' };
const networks = {
  nin: { plugin: 'arch-nin', variant: 'nin', options: form },
  vgg11: { plugin: 'arch-vgg', variant: 'vgg11', options: { ...form, width: 0.25 } },
  'googlenet-v1': { plugin: 'arch-googlenet', variant: 'googlenet-v1-d2l', options: form },
  'googlenet-v2': { plugin: 'arch-googlenet', variant: 'googlenet-v2-d2l', options: form },
};
const peers = { eager: 'PyTorch eager', channels_last: 'PyTorch channels_last' };
const threads = availableParallelism();
const warmupSteps = 3;

const { values: args } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    networks: { type: 'string', default: Object.keys(networks).join(',') },
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '12' },
    child: { type: 'string' },
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
  const steps = ['--steps', args.steps];
  for (const name of chosen) {
    const sides = { ours: [], ...(absent ? {} : { eager: [], channels_last: [] }) };
    const described = absent ? '' : await output(process.execPath, [script(), '--describe', name]);
    for (let round = 0; round < Number(args.rounds); round++)
      for (const [side, medians] of Object.entries(sides)) {
        const result =
          side === 'ours'
            ? await output(process.execPath, [script(), '--child', name, ...steps])
            : await output(python, [script('.py'), side, args.steps, String(threads)], described);
        medians.push(JSON.parse(result).imagesPerSecond);
      }
    report(name, sides, absent);
  }
}

function report(name, sides, absent) {
  const ours = median(sides.ours);
  const figure = { name: `training/${name}`, value: round(ours), unit: 'images/s' };
  if (args.json) {
    console.log(JSON.stringify(figure));
    for (const peer of Object.keys(peers)) {
      if (!sides[peer]) continue;
      const theirs = median(sides[peer]);
      const compared = { peer: round(theirs), ratio: round(ours / theirs) };
      console.log(JSON.stringify({ ...figure, name: `${figure.name}/${peer}`, ...compared }));
    }
    return;
  }
  const columns = Object.entries(peers).map(([peer, title]) => {
    if (!sides[peer]) return `${title}: not measured (${absent})`;
    const theirs = median(sides[peer]);
    const ratios = sides.ours.map((value, i) => (value / sides[peer][i]).toFixed(2));
    return `${title} ${round(theirs)} images/s, ratio ${(ours / theirs).toFixed(2)} [${ratios.join(' ')}]`;
  });
  console.log([`${name}: ${round(ours)} images/s`, ...columns].join('; '));
}

/** The training graph, its first state and the feeds of a step with random images. */
async function prepare(name) {
  const { plugin, variant, options } = networks[name];
  const { default: architecture } = await import(`@convbench/${plugin}`);
  const { differentiate, initialState } = await import('@convbench/train');
  const { initializeWeights } = await import('@convbench/graph');
  const { recipeSchema } = await import('@convbench/spec');
  const graph = architecture.build(variant, architecture.options.parse(options));
  const recipe = recipeSchema.parse(architecture.variants.find(({ id }) => id === variant).recipe);
  const training = differentiate(graph, recipe);
  const weights = initializeWeights(graph, { scheme: recipe.initialization, seed: 1 });
  return { graph, recipe, training, state: initialState(training, weights) };
}

async function trainOnce(name, steps) {
  const { default: backend } = await import('@convbench/backend-onnxruntime');
  const { dropoutMasks } = await import('@convbench/train');
  const { recipe, training, state } = await prepare(name);
  const { batchSize, learningRate } = recipe;
  const { channels, inputSize, classes } = form;
  const images = new Float32Array(batchSize * channels * inputSize ** 2).map(() => Math.random());
  const labels = new Int32Array(batchSize).map(() => Math.floor(Math.random() * classes));
  const trainer = await backend.openTrainer(training, state, { device: 'cpu', threads });
  const times = [];
  for (let step = 1; step <= steps + warmupSteps; step++) {
    const start = performance.now();
    const masks = dropoutMasks(training, 1, step);
    await trainer.step({ images, labels, learningRate, step, dropoutMasks: masks });
    times.push(performance.now() - start);
  }
  await trainer.dispose();
  const milliseconds = median(times.slice(warmupSteps));
  console.log(JSON.stringify({ imagesPerSecond: (batchSize / milliseconds) * 1000 }));
}

/** What the PyTorch side needs to train the same network: the graph itself, run node by node. */
async function description(name) {
  const { graph, recipe } = await prepare(name);
  const { channels, inputSize } = form;
  return { graph, recipe, imageShape: [recipe.batchSize, channels, inputSize, inputSize] };
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

function output(command, commandArguments, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, { stdio: ['pipe', 'pipe', 'pipe'] });
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

function round(value) {
  return Number(value.toPrecision(4));
}
