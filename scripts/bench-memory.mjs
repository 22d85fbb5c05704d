/**
 * Whether memory and load time of a cell are the network's own: each network measured by convbench, and by a bare process
 * that opens the same file with the engine's own API (`support/bareOnnxruntime.mjs`), by turns.
 *
 *   npm run bench:memory -- [--json] [--rounds 5] [--threads 2] [--batch 1,32] [--only <id>,<id>] [--seconds 0.5]
 *
 *   peak     the kernel's high-water mark of the process; wanted within 3 %
 *   steady   the same of steady state alone; wanted within 3 %
 *   above    steady state less the process with the engine and no network
 *   load     time to open the file; wanted within 5 %
 *
 * Figures are medians over the rounds. --json prints {name, value, unit, peer, ratio, ratioLow, ratioHigh}; peer is the bare
 * process. Exit code 1 where a goal is missed.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { executeRun, loadPlugins, makePlan, parseConfig, readResults } from '@convbench/core';
import { figureOfPairs, say } from './support/figures.mjs';
import { readArgs } from './support/readArgs.mjs';

const args = readArgs(import.meta.url, {
  json: false,
  rounds: 5,
  threads: 2,
  batch: '1,32',
  only: '',
  seconds: 0.5,
});
const networks = [
  ['nin', 32],
  ['googlenet-v2-d2l', 32],
  ['resnet18', 224],
  ['googlenet-torchvision', 224],
  ['resnet50', 224],
  ['googlenet-v3', 299],
  ['alexnet', 224],
  ['vgg16', 224],
].filter(([id]) => args.only === '' || args.only.split(',').includes(id));
const within = { peak: 0.03, steady: 0.03, load: 0.05 };
const bare = fileURLToPath(new URL('./support/bareOnnxruntime.mjs', import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'convbench-memory-'));
process.env.CONVBENCH_CACHE = join(directory, 'cache');
let missed = 0;

try {
  const plugins = await loadPlugins({ specifiers: [], directory });
  for (const [id, inputSize] of networks)
    for (const batch of args.batch.split(',').map(Number)) {
      const pairs = { peak: [], steady: [], above: [], load: [] };
      // Round 0 writes the file, reads it from the disk and looks at what the network computes.
      for (let round = 0; round <= args.rounds; round += 1) {
        const ours = await byConvbench(plugins, { id, inputSize, batch, round });
        const theirs = await byBareProcess(await onnxFile(id, batch), batch);
        if (round === 0) continue;
        pairs.peak.push([ours.peakBytes, theirs.peakBytes]);
        pairs.steady.push([ours.steadyBytes, theirs.steadyBytes]);
        pairs.above.push([
          ours.steadyBytes - ours.runtimeBytes,
          theirs.steadyBytes - theirs.runtimeBytes,
        ]);
        pairs.load.push([ours.loadMs, theirs.loadMs]);
      }
      for (const [what, values] of Object.entries(pairs))
        report(`${id}/batch-${batch}/${what}`, what, values);
      await rm(process.env.CONVBENCH_CACHE, { recursive: true, force: true });
    }
} finally {
  await rm(directory, { recursive: true, force: true });
}
process.exitCode = missed > 0 ? 1 : 0;

function report(name, what, values) {
  const inUnit = what === 'load' ? values : values.map((pair) => pair.map((bytes) => bytes / 1e6));
  const figure = figureOfPairs(`memory/${name}`, inUnit, what === 'load' ? 'ms' : 'MB');
  if (within[what] !== undefined && figure.ratio > 1 + within[what]) missed += 1;
  say(figure, { json: args.json, peerName: 'bare process' });
}

async function byConvbench(plugins, { id, inputSize, batch, round }) {
  const config = parseConfig(
    {
      architectures: [id],
      backends: [{ name: 'onnxruntime', device: 'cpu', threads: args.threads }],
      datasets: [{ name: 'shapes', options: { trainImages: 16, testImages: 16 } }],
      inputSizes: [inputSize],
      batchSizes: [batch],
      weights: 'initial',
      measuring: {
        rounds: 1,
        machinePeak: false,
        accuracyImages: 1,
        minimumTimeMs: 1000 * args.seconds,
      },
    },
    'bench-memory',
  );
  const plan = await makePlan({ config, directory }, plugins);
  const runDirectory = join(directory, `${id}-${batch}-${round}`);
  await executeRun({ plan, runDirectory });
  const [record] = (await readResults(runDirectory)).cells[0].rounds;
  if (record.status !== 'measured') throw new Error(record.failure.message);
  const { peakRssBytes, runtimeRssBytes, phases } = record.memory;
  const steady = phases.find(({ phase }) => phase === 'steady state');
  return {
    peakBytes: peakRssBytes.value,
    steadyBytes: steady.peakRssBytes.value,
    runtimeBytes: runtimeRssBytes.value,
    loadMs: record.phases.modelLoadMs,
  };
}

async function byBareProcess(file, batch) {
  const given = [file, batch, args.threads, args.seconds].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', bare, ...given]);
  return JSON.parse(stdout);
}

/** The file of this batch in the cache; another one is for single images. */
async function onnxFile(id, batch) {
  const root = join(process.env.CONVBENCH_CACHE, 'artefacts');
  const names = await readdir(root, { recursive: true });
  const { InferenceSession } = await import('onnxruntime-node');
  for (const name of names.filter((each) => each.endsWith('.onnx'))) {
    const session = await InferenceSession.create(join(root, name), { logSeverityLevel: 3 });
    const [{ shape }] = session.inputMetadata;
    await session.release();
    if (shape[0] === batch) return join(root, name);
  }
  throw new Error(`The cache has no file of ${id} for batches of ${batch}.`);
}
