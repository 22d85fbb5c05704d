/**
 * Trains a network of a finished run once more, in PyTorch: same graph, same images, same recipe and learning rates,
 * another framework and another seed. Prints both accuracies with their 95 % intervals, so that a reader sees
 * whether our training learns what PyTorch's does.
 *
 *   npm run check:learning -- --run reports/ten-epochs-fashion-mnist --network googlenet-v2-d2l [--seed 2] [--json]
 *     [--device cpu] [--folder <path>]
 *
 * --device is PyTorch's, such as cuda. With --folder what PyTorch is given stays there, with a checkpoint every minute: a
 * training that was stopped goes on when the same command is given again, and one that is done is not done again.
 *
 * PyTorch needs a Python with torch and numpy: CONVBENCH_PYTHON names it, else `python3` is tried. Progress goes to
 * standard error. --json prints one line per figure: {name, value, unit, peer, ratio}.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const IMAGES_PER_READ = 256;
const DESCRIPTION = 'description.json';
const RESULT = 'result.json';

const { values: args } = parseArgs({
  options: {
    run: { type: 'string' },
    network: { type: 'string' },
    seed: { type: 'string', default: '2' },
    device: { type: 'string', default: 'cpu' },
    folder: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

if (!args.run || !args.network) {
  console.error('Name a finished run and a network of it: --run <folder> --network <id>.');
  process.exitCode = 2;
} else await check(args.run, args.network);

async function check(run, id) {
  const { readResults } = await import('@convbench/core');
  const { trainings, cells } = await readResults(run);
  const training = trainings.find(({ status, network }) => status === 'done' && network.id === id);
  if (!training) throw new Error(`${run} holds no finished training of '${id}'.`);
  const accuracy = cells
    .filter(({ cell }) => cell.weightsKey === training.key)
    .flatMap(({ rounds }) => rounds.map((record) => record.correctness?.accuracy))
    .find((found) => found?.top1?.interval);
  if (!accuracy) throw new Error(`${run} holds no measured accuracy of '${id}'.`);
  const folder = args.folder ?? (await mkdtemp(join(tmpdir(), 'convbench-learning-')));
  try {
    if (!existsSync(join(folder, DESCRIPTION))) await exportTraining(training, folder);
    if (!existsSync(join(folder, RESULT))) await train(folder);
    const peer = JSON.parse(await readFile(join(folder, RESULT), 'utf8'));
    report(id, accuracy, peer, await import('@convbench/statistics'));
  } finally {
    if (args.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Writes what PyTorch needs: graph, initial weights, images as bytes with their labels, each step's learning rate. */
async function exportTraining({ network, dataset, recipe }, folder) {
  await mkdir(folder, { recursive: true });
  const { findDataset, findVariant, loadPlugins } = await import('@convbench/core');
  const { initializeWeights } = await import('@convbench/graph');
  const { learningRateAt, totalSteps } = await import('@convbench/train');
  const plugins = await loadPlugins({ specifiers: [], directory: process.cwd() });
  const { plugin, variant } = findVariant(plugins, network.id);
  const options = plugin.options.parse(network.options);
  const form = { inputSize: options.inputSize, channels: options.channels };
  const source = findDataset(plugins, dataset.name).plugin;
  const datasetOptions = source.options.parse(dataset.options);
  const info = await source.info(datasetOptions, form);
  if (info.checksum !== dataset.checksum)
    throw new Error(`${dataset.title} is not what the run was trained on: its checksum differs.`);
  const graph = plugin.build(variant.id, options);
  const seed = Number(args.seed);
  const { normalization } = info;
  const { device } = args;
  const threads = availableParallelism();
  const description = { graph, recipe, form, normalization, seed, device, threads };
  const weights = initializeWeights(graph, { scheme: recipe.initialization, seed });
  const values = graph.parameters.map(({ name }) => new Uint8Array(weights.get(name).buffer));
  await writeFile(join(folder, 'weights'), Buffer.concat(values));
  for (const split of ['train', 'test']) {
    const { bytes, labels } = await readAll(await source.open(split, datasetOptions, form), form);
    await writeFile(join(folder, `${split}.images`), bytes);
    await writeFile(join(folder, `${split}.labels`), new Int32Array(labels));
    description[`${split}Images`] = labels.length;
  }
  const steps = totalSteps(recipe, info.trainImages);
  const span = { totalSteps: steps, stepsPerEpoch: info.trainImages / recipe.batchSize };
  description.learningRates = Array.from({ length: steps }, (_, i) =>
    learningRateAt(recipe, i + 1, span),
  );
  // The last file: where it is, the others are.
  await writeFile(join(folder, DESCRIPTION), JSON.stringify(description));
}

async function readAll(split, { channels, inputSize }) {
  const size = channels * inputSize ** 2;
  const bytes = new Uint8Array(split.length * size);
  for (let first = 0; first < split.length; first += IMAGES_PER_READ) {
    const count = Math.min(IMAGES_PER_READ, split.length - first);
    const indices = Uint32Array.from({ length: count }, (_, i) => first + i);
    await split.read(indices, bytes.subarray(first * size, (first + count) * size));
  }
  return { bytes, labels: split.labels };
}

function train(folder) {
  const python = process.env.CONVBENCH_PYTHON ?? 'python3';
  const script = fileURLToPath(new URL('check-learning.py', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(python, [script, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${python} ended with code ${code}.`)),
    );
  });
}

function report(id, { images, top1 }, peer, { wilsonInterval }) {
  const theirs = {
    value: peer.correct / peer.images,
    interval: wilsonInterval(peer.correct, peer.images),
  };
  const overlap =
    top1.interval.low <= theirs.interval.high && theirs.interval.low <= top1.interval.high;
  if (args.json) {
    const figure = { name: `learning/${id}/top1`, value: top1.value, unit: 'fraction' };
    console.log(
      JSON.stringify({ ...figure, peer: theirs.value, ratio: top1.value / theirs.value, overlap }),
    );
    return;
  }
  const percent = ({ value, interval: { low, high } }) =>
    `${(100 * value).toFixed(2)} % (${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)})`;
  console.log(`${id}: ours ${percent(top1)} of ${images} images, PyTorch ${percent(theirs)}.`);
  console.log(overlap ? 'The intervals overlap.' : 'The intervals do not overlap.');
}
