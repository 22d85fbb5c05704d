/**
 * Whether convbench and a bare loop in Python measure the same latency of one ONNX file.
 *
 *   CONVBENCH_PYTHON=python3 npm run bench:agreement -- [--json] [--rounds 20] [--threads 1] [--arch nin] [--input-size 32]
 *
 * A network is written as ONNX; then a fresh process of onnxruntime's Python package and a fresh process of convbench
 * measure it by turns, in random order. The figure is the ratio of the medians over the rounds, with its interval: they
 * should agree within 2 %.
 *
 * CONVBENCH_PYTHON names an interpreter that has onnxruntime and numpy; else `python3` is tried. An environment of its own
 * gets them with `python3 -m venv <folder> && <folder>/bin/pip install onnxruntime==1.30.0 numpy`: take the version of
 * onnxruntime-node, since versions differ for themselves. Both are printed.
 *
 * --json prints {name, value, unit, peer, ratio, ratioLow, ratioHigh}; peer is Python's.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  executeRun,
  exportNetwork,
  loadPlugins,
  makePlan,
  parseConfig,
  readResults,
} from '@convbench/core';
import { figureOfPairs, say } from './support/figures.mjs';
import { draw, randomNumbers } from './support/randomNumbers.mjs';
import { readArgs } from './support/readArgs.mjs';

const args = readArgs(import.meta.url, {
  json: false,
  rounds: 20,
  threads: 1,
  arch: 'nin',
  'input-size': 32,
  seed: 1,
});
const python = process.env.CONVBENCH_PYTHON ?? 'python3';
const { threads } = args;
const inputSize = args['input-size'];
const directory = await mkdtemp(join(tmpdir(), 'convbench-agreement-'));
process.env.CONVBENCH_CACHE = join(directory, 'cache');
const model = join(directory, 'model.onnx');
const script = fileURLToPath(new URL('./bench-agreement.py', import.meta.url));
const versions = {};

try {
  await checkPython();
  const builtin = await loadPlugins({ specifiers: [], directory });
  await exportNetwork(builtin, args.arch, {
    options: { inputSize, channels: 3, classes: 10 },
    weights: 'seeded',
    out: model,
    batchSize: 1,
  });
  const plugins = await loadPlugins({ specifiers: [model], directory });
  const random = randomNumbers(args.seed);
  const pairs = [];
  for (let round = 0; round < args.rounds; round++) {
    const medianMs = {};
    for (const side of draw(['convbench', 'python'], 2, random))
      medianMs[side] = side === 'python' ? await ofPython() : await ofConvbench(plugins, round);
    pairs.push([medianMs.convbench, medianMs.python]);
    if (!args.json) process.stderr.write(`\r${round + 1} of ${args.rounds} rounds`);
  }
  if (!args.json) process.stderr.write('\n');
  say(figureOfPairs(`agreement/${args.arch}-${inputSize}px`, pairs, 'ms'), {
    json: args.json,
    peerName: `Python's onnxruntime ${versions.python}`,
  });
  if (!args.json) console.log(`convbench ran onnxruntime-node ${versions.convbench}`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function checkPython() {
  await promisify(execFile)(python, ['-c', 'import numpy, onnxruntime']).catch(() => {
    throw new Error(
      `${python} cannot import onnxruntime and numpy; CONVBENCH_PYTHON names another interpreter.`,
    );
  });
}

async function ofConvbench(plugins, round) {
  const config = parseConfig(
    {
      plugins: [model],
      architectures: [model],
      backends: [{ name: 'onnxruntime', device: 'cpu', threads }],
      datasets: [{ name: 'shapes', options: { trainImages: 16, testImages: 16 } }],
      inputSizes: [inputSize],
      batchSizes: [1],
      measuring: { rounds: 1, machinePeak: false, accuracyImages: 16 },
    },
    'bench-agreement',
  );
  const plan = await makePlan({ config, directory }, plugins);
  const runDirectory = join(directory, `run-${round}`);
  await executeRun({ plan, runDirectory });
  const record = (await readResults(runDirectory)).cells[0].rounds[0];
  if (record.status !== 'measured') throw new Error(record.failure.message);
  versions.convbench = record.engineVersion;
  return record.latency.medianMs.value;
}

async function ofPython() {
  const { stdout } = await promisify(execFile)(python, [script, model, String(threads)]);
  const { version, medianMs } = JSON.parse(stdout);
  versions.python = version;
  return medianMs;
}
