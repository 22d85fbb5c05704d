/**
 * Whether a device computes the networks of the zoo rightly on this machine, one after another: each distinct convolution,
 * then the logits, and with --train the gradients of a step, against the device that the backend is checked against or
 * the CPU. Nothing is timed.
 *
 *   npm run check:device -- [--json] [--backend onnxruntime] [--device webgpu] [--arch googlenet-v1,vgg11]
 *     [--input-size 32] [--train]
 *
 * Every network is built with the imagenet stem, ten classes and the smallest input that it takes, from --input-size. It
 * prints a table in Markdown, or one JSON line per network; the exit code is 1 if one of them is wrong. TF32 rounds more
 * than the check allows: NVIDIA_TF32_OVERRIDE=0 forbids it.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { elementCount, initializeWeights } from '@convbench/graph';
import { loadPlugins } from '@convbench/core';
import {
  checkConformance,
  checkGradients,
  relativeDeviation,
  setupDirectory,
} from '@convbench/core/checks';
import { openNetwork } from '@convbench/core/testing';
import { findDevice } from '@convbench/spec';
import { readArgs } from './support/readArgs.mjs';

const CHILD = 'CONVBENCH_CHECK_DEVICE_CHILD';

const args = readArgs(import.meta.url, {
  json: false,
  backend: 'onnxruntime',
  device: 'webgpu',
  train: false,
  arch: '',
  'input-size': 32,
});
const directory = fileURLToPath(new URL('.', import.meta.url));
const { architectures, backends } = await loadPlugins({ specifiers: [], directory });
const { device } = args;
const found = backends.find(({ plugin }) => plugin.name === args.backend)?.plugin;
const descriptor = found && findDevice(found.devices, device);
if (descriptor === undefined) {
  console.error(`The backend '${args.backend}' has no ${device} to check.`);
  process.exit(2);
}
const reference = descriptor.checkedAgainst ?? 'cpu';
const devices = [
  { ...descriptor, checkedAgainst: reference },
  ...found.devices.filter((each) => each !== descriptor),
];
const backend = { ...found, devices };
process.exit(await (process.env[CHILD] === undefined ? inChild() : checkAll()));

/** The driver is chosen by the environment, which must be there when a process starts. */
async function inChild() {
  const own = await backend.environment?.(device, process.env, setupDirectory(backend.name));
  const env = { ...process.env, ...own, [CHILD]: '1' };
  const child = spawn(process.execPath, process.argv.slice(1), { env, stdio: 'inherit' });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}

async function checkAll() {
  const availability = await backend.probe(device, {});
  if (!availability.available) {
    console.error(`${availability.reason} ${availability.remedy}`);
    return 2;
  }
  const asked = args.arch === '' ? undefined : args.arch.split(',');
  const networks = architectures
    .flatMap(({ plugin }) => plugin.variants.map(({ id }) => ({ plugin, id })))
    .filter(({ id }) => asked?.includes(id) ?? true);
  if (!args.json) {
    console.log(
      `${args.backend} ${availability.engineVersion} on ${availability.deviceName ?? device}\n`,
    );
    console.log('| network | input | convolutions | of those off by | logits off by | verdict |');
    console.log('| --- | ---: | ---: | ---: | ---: | --- |');
  }
  let wrong = 0;
  for (const network of networks) {
    const row = await check(network);
    if (row.verdict !== 'right' && !row.verdict.includes('no kernel')) wrong += 1;
    if (args.json) console.log(JSON.stringify(row));
    else
      console.log(
        `| \`${row.id}\` | ${row.inputSize} | ${row.convolutions ?? ''} | ${figure(row.convolutionsOffBy)} | ${figure(row.logitsOffBy)} | ${row.verdict} |`,
      );
  }
  return wrong === 0 ? 0 : 1;
}

function figure(value) {
  return value === undefined ? '' : value.toExponential(1);
}

async function check({ plugin, id }) {
  const graph = smallest(plugin, id);
  const row = { id, inputSize: graph.input.shape[3] };
  const options = { device, batchSize: 1, threads: 1, allowCpuNodes: false };
  try {
    const { convolutions, maximumDeviation } = await checkConformance(backend, graph, options);
    Object.assign(row, { convolutions, convolutionsOffBy: maximumDeviation });
    const expected = await logits(graph, { ...options, device: reference });
    const found = await logits(graph, options).catch(async (error) => {
      if (!/no kernel/.test(error.message)) throw error;
      row.lacking = error.problem;
      return logits(graph, { ...options, allowCpuNodes: true });
    });
    row.logitsOffBy = relativeDeviation(found, expected);
    if (args.train) await checkStep(graph);
    const isRight = row.logitsOffBy < 1e-3;
    const lacking =
      row.lacking === undefined ? 'right' : /no kernel for [^,]*(, [A-Z]\w*)*/.exec(row.lacking)[0];
    return { ...row, verdict: isRight ? lacking : 'wrong logits' };
  } catch (error) {
    return { ...row, verdict: error.cause?.problem ?? error.problem ?? error.message };
  }
}

async function checkStep(graph) {
  const optimizer = { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 };
  await checkGradients(backend, {
    graph,
    weights: initializeWeights(graph, { scheme: 'he', seed: 1 }),
    differentiation: { batchSize: 4, optimizer },
    device,
    threads: 1,
  });
}

function smallest(plugin, id) {
  const build = (inputSize) =>
    plugin.build(
      id,
      plugin.options.parse({ classes: 10, channels: 3, stem: 'imagenet', inputSize }),
    );
  try {
    return build(args['input-size']);
  } catch (error) {
    const size = /Set inputSize to (\d+)/.exec(String(error))?.[1];
    if (size === undefined) throw error;
    return build(Number(size));
  }
}

async function logits(graph, options) {
  const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });
  const session = await openNetwork(backend, graph, weights, options);
  try {
    const [, ...shape] = graph.input.shape;
    return await session.run(
      Float32Array.from({ length: elementCount(shape) }, (_, index) => Math.sin(index * 1.7)),
    );
  } finally {
    await session.dispose();
  }
}
