/**
 * How long the program and its processes take to start: medians, the program beside a bare `node -e 0`, its processes
 * beside a bare process that imports onnxruntime-node. Exit code 1 where a goal is missed: 0.15 s for --version, 0.3 s
 * for describe, 0.2 s more than the bare process from fork to a child that is ready to open its model.
 *
 *   npm run bench:start -- [--json] [--rounds 10] [--against FOLDER]
 *
 * --against takes another checkout, installed and built: both are measured by turns, and the other is the peer.
 * --json prints {name, value, unit, peer, ratio} per figure.
 */
import { fork, spawnSync } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { median } from '@convbench/statistics';
import { figureOfPairs, say, short } from './support/figures.mjs';
import { readArgs } from './support/readArgs.mjs';

const args = readArgs(import.meta.url, { json: false, rounds: 10, against: '' });
const ours = fileURLToPath(new URL('..', import.meta.url));
const roots = args.against === '' ? [ours] : [ours, resolve(args.against)];
const folder = mkdtempSync(join(tmpdir(), 'convbench-start-'));

const PROGRAM = { '--version': 0.15, 'describe nin': 0.3, '--help': undefined };
const CHILDREN = ['measuring', 'training'];
const MOST_OVER_ENGINE = 0.2;

/** Seconds from start to end of a process. */
function secondsOf(words) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`node ${words.join(' ')} failed: ${stderr}`);
  return (performance.now() - started) / 1000;
}

/** Seconds from the fork to a process that has loaded the engine and nothing else. */
async function bareEngine() {
  const script = join(ours, `.bench-start-${process.pid}.mjs`);
  writeFileSync(script, `import 'onnxruntime-node'; process.send('ready');`);
  try {
    const started = performance.now();
    const child = fork(script, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await new Promise((done) => child.once('message', done));
    const seconds = (performance.now() - started) / 1000;
    child.disconnect();
    await new Promise((done) => child.once('exit', done));
    return seconds;
  } finally {
    rmSync(script);
  }
}

/** Seconds from its fork to each phase that a child tells, child by child. */
const children = [];
subscribe('child_process', ({ process: child }) => {
  const started = performance.now();
  const phases = {};
  children.push(phases);
  child.on('message', ({ type, phase }) => {
    if (type === 'phase') phases[phase] ??= (performance.now() - started) / 1000;
  });
});

/** A small training and a small cell; each is ready to open its model when it tells the phase 'load'. */
async function childrenOf(root, seed) {
  const { executeRun, loadPlugins, makePlan, parseConfig } = await import(
    pathToFileURL(join(root, 'packages', 'core', 'dist', 'index.js')).href
  );
  const config = parseConfig(
    {
      architectures: [{ id: 'vgg11', options: { width: 0.0625 } }],
      backends: [{ name: 'onnxruntime', device: 'cpu', threads: 1 }],
      datasets: [{ name: 'shapes', options: { trainImages: 16, testImages: 8 } }],
      inputSizes: [32],
      batchSizes: [1],
      seed,
      recipe: { batchSize: 8, budget: { images: 8 } },
      measuring: {
        rounds: 1,
        machinePeak: false,
        minimumTimeMs: 10,
        minimumSamples: 3,
        maximumTimeMs: 100,
        maximumWarmupMs: 50,
      },
    },
    'bench:start',
  );
  // What one checkout has trained, the other would not train again.
  process.env.CONVBENCH_CACHE = mkdtempSync(join(folder, 'cache-'));
  const plugins = await loadPlugins({ specifiers: [], directory: root });
  const plan = await makePlan({ config, directory: root }, plugins);
  children.length = 0;
  await executeRun({ plan, runDirectory: mkdtempSync(join(folder, 'run-')) });
  const measuring = children.find((phases) => 'runtime load' in phases)?.load;
  const training = children.find((phases) => 'training' in phases)?.load;
  if (measuring === undefined || training === undefined)
    throw new Error('A process told no phase.');
  return { measuring, training };
}

const bare = { node: [], engine: [] };
const measured = roots.map(() => new Map());
const add = (root, name, seconds) =>
  measured[root].set(name, [...(measured[root].get(name) ?? []), seconds]);
try {
  for (let round = 0; round < args.rounds; round++) {
    bare.node.push(secondsOf(['-e', '0']));
    bare.engine.push(await bareEngine());
    for (const [index, root] of roots.entries()) {
      const program = join(root, 'packages', 'cli', 'bin', 'convbench.js');
      for (const words of Object.keys(PROGRAM))
        add(index, words, secondsOf([program, ...words.split(' ')]));
      const seconds = await childrenOf(root, round);
      for (const name of CHILDREN) add(index, name, seconds[name]);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const pairs = (own, peer) => own.map((seconds, at) => [seconds, peer[at]]);
const names = [...Object.keys(PROGRAM), ...CHILDREN];
for (const name of names) {
  const isProgram = name in PROGRAM;
  const label = isProgram ? `convbench ${name}` : `from fork to a ${name} child`;
  const own = measured[0].get(name);
  const [peerName, peer] = isProgram ? ['node -e 0', bare.node] : ['onnxruntime-node', bare.engine];
  say(figureOfPairs(label, pairs(own, peer), 's'), { json: args.json, peerName });
  if (measured[1] !== undefined) {
    const figure = figureOfPairs(`${label}, against`, pairs(own, measured[1].get(name)), 's');
    say(figure, { json: args.json, peerName: args.against });
  }
  const goal = isProgram ? PROGRAM[name] : MOST_OVER_ENGINE;
  if (goal === undefined) continue;
  const value = median(own) - (isProgram ? 0 : median(bare.engine));
  say(
    {
      name: `${label}, goal`,
      value: short(value),
      unit: 's',
      peer: goal,
      ratio: short(value / goal),
    },
    { json: args.json, peerName: 'at most' },
  );
  if (value > goal) process.exitCode = 1;
}
