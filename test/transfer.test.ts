/** Training that starts from weights of a file: a real run on other classes, its record, and what is refused. */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  executeRun,
  exportNetwork,
  loadPlugins,
  makePlan,
  parseConfig,
  prepareResume,
  readResults,
  renderReports,
} from '@convbench/core';
import type { PluginSet } from '@convbench/core';
import { decodeSafetensors, encodeSafetensors } from '@convbench/formats';
import { isMeasured, resultLineSchema } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { classifier } from './support/foreignModels.js';
import { runCli } from './support/runCli.js';

const fixture = (name: string) =>
  fileURLToPath(new URL(`./fixtures/plugins/${name}`, import.meta.url));
const own = [fixture('tinyNet.ts'), fixture('gratings.ts')];
let root: string;
let plugins: PluginSet;
const file = (name: string) => join(root, name);
const probe = () => Promise.resolve({ available: true as const, engineVersion: '1' });

/** Eight angles, then four others. */
const many = { angles: [0, 1, 2, 3, 4, 5, 6, 7], trainImages: 1200, testImages: 160 };
const few = { angles: [8, 9, 10, 11], trainImages: 160, testImages: 400 };

const matrix = (
  architecture: Record<string, unknown> = {},
  { dataset = few, images = 640, ...changes }: Record<string, unknown> = {},
) => ({
  plugins: own,
  architectures: [{ id: 'tiny-normed', ...architecture }],
  datasets: [{ name: 'gratings', options: dataset }],
  backends: [{ name: 'onnxruntime', device: 'cpu', threads: 1 }],
  trainer: { name: 'onnxruntime', device: 'cpu', threads: 1 },
  inputSizes: [16],
  batchSizes: [16],
  recipe: { budget: { images } },
  measuring: {
    rounds: 1,
    minimumTimeMs: 10,
    minimumSamples: 3,
    maximumTimeMs: 50,
    maximumWarmupMs: 20,
  },
  ...changes,
});

async function planOf(config: Record<string, unknown>) {
  return makePlan({ config: parseConfig(config, 'matrix'), directory: root }, plugins, { probe });
}

async function run(config: Record<string, unknown>, name: string) {
  const plan = await planOf(config);
  expect(plan.problems).toEqual([]);
  await executeRun({ plan, runDirectory: file(name) });
  const { trainings, cells } = await readResults(file(name));
  const [record] = cells[0]?.rounds ?? [];
  if (record?.status !== 'measured') throw new Error(`${name}: ${JSON.stringify(record)}`);
  const { accuracy } = record.correctness ?? {};
  if (accuracy === undefined || !('top1' in accuracy) || !isMeasured(accuracy.top1))
    throw new Error(`${name} has no accuracy.`);
  return { training: trainings[0], record, top1: accuracy.top1.value };
}

let source: Awaited<ReturnType<typeof run>>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench transfer '));
  vi.stubEnv('CONVBENCH_CACHE', file('cache'));
  plugins = await loadPlugins({ specifiers: own, directory: root });
  source = await run(matrix({}, { dataset: many, images: 4800 }), 'source');
  const key = source.training?.key ?? '';
  await copyFile(file(`cache/weights/${key}/weights.safetensors`), file('body.safetensors'));
}, 300_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

const problemOf = async (architecture: Record<string, unknown>) => {
  const { problems } = await planOf(matrix(architecture));
  expect(problems).toHaveLength(1);
  return `${problems[0]?.problem} ${problems[0]?.remedy}`;
};

describe('weights of other classes', () => {
  const frozen = { init: 'body.safetensors', freeze: 'first' };

  it('with a frozen beginning learn faster than a random start, and the record says all', async () => {
    expect(source.top1).toBeGreaterThan(0.8);
    const scratch = await run(matrix(), 'scratch');
    const warm = await run(matrix(frozen), 'warm');
    expect(warm.top1).toBeGreaterThan(scratch.top1 + 0.1);
    expect(scratch.training).not.toHaveProperty('transfer');
    expect(warm.training?.key).not.toBe(scratch.training?.key);
    const weights = source.training?.status === 'done' ? source.training.weightsSha256 : '';
    expect(warm.training?.transfer).toEqual({
      origin: 'body.safetensors',
      sha256: weights,
      format: 'safetensors',
      names: 'convbench',
      takenParameters: 10,
      replaced: ['logits.weight', 'logits.bias'],
      dropped: [],
      notes: [expect.stringContaining('another number of classes')],
      freeze: 'first',
      // 8 filters of 3x3 on one channel, and four values of each for the norm.
      frozenValues: 72 + 32,
    });
    const lines = (await readFile(join(file('warm'), 'results.jsonl'), 'utf8')).trim().split('\n');
    for (const line of lines) resultLineSchema.parse(JSON.parse(line));
  }, 300_000);

  it('stay what they were where they are frozen, and change elsewhere', async () => {
    const { trainings } = await readResults(file('warm'));
    const path = file(`cache/weights/${trainings[0]?.key ?? ''}/weights.safetensors`);
    const before = decodeSafetensors(await readFile(file('body.safetensors'))).tensors;
    const after = decodeSafetensors(await readFile(path)).tensors;
    const changed = [...after]
      .filter(([name, { data }]) => before.get(name)?.data.some((value, i) => value !== data[i]))
      .map(([name]) => name.split('/')[0]);
    expect(new Set(changed)).toEqual(new Set(['second', 'logits.weight', 'logits.bias']));
  });

  it('are reported, and resumed from the record alone', async () => {
    const { reporters } = await loadPlugins({ specifiers: [], directory: root });
    await renderReports(file('warm'), reporters);
    for (const name of ['index.html', 'report.md']) {
      const page = await readFile(join(file('warm'), name), 'utf8').catch(() => undefined);
      if (page === undefined) continue;
      expect(page, name).toContain('Started from');
      expect(page, name).toContain('body.safetensors');
    }
    const { plan } = await prepareResume(file('warm'), { probe });
    expect(plan.weights).toMatchObject([
      { source: { kind: 'transferred' }, cache: { state: 'done' } },
    ]);
  });

  it('train the head alone in a linear probe', async () => {
    const { weights } = await planOf(matrix({ ...frozen, freeze: 'all-but-head' }));
    const values = source.training?.status === 'done' ? 72 + 32 + 16 * 72 + 64 : 0;
    expect(weights).toMatchObject([
      { source: { transfer: { freeze: 'all-but-head', frozenValues: values } } },
    ]);
  });
});

it('measures weights of a file without training them', async () => {
  const config = matrix({ init: 'body.safetensors' }, { dataset: many, weights: 'initial' });
  const { training, record, top1 } = await run(config, 'untrained');
  expect(training).toBe(undefined);
  expect(record.cell.pretrained).toMatchObject({ origin: 'body.safetensors' });
  expect(record.cell.pretrained).not.toHaveProperty('untrained');
  expect(top1).toBe(source.top1);
});

it('takes the same weights from an ONNX file', async () => {
  const key = source.training?.key ?? '';
  await exportNetwork(plugins, 'tiny-normed', { training: key, out: file('body.onnx') });
  const { weights, problems } = await planOf(matrix({ init: 'body.onnx' }));
  expect(problems).toEqual([]);
  const replaced = ['logits.weight', 'logits.bias'];
  expect(weights).toMatchObject([
    {
      source: { kind: 'transferred', transfer: { format: 'onnx', takenParameters: 10, replaced } },
    },
  ]);
});

describe('is refused before anything is trained:', () => {
  it('weights of another width, with key and shapes', async () => {
    const text = await problemOf({ init: 'body.safetensors', options: { filters: 12 } });
    expect(text).toMatch(
      /'first\/conv\.weight' is \[8, 1, 3, 3\] in the file, and \[12, 1, 3, 3\]/,
    );
  });

  it('a file that is not there, and one that is none', async () => {
    expect(await problemOf({ init: 'missing.pth' })).toMatch(
      /"missing\.pth" cannot be read \(ENOENT/,
    );
    await writeFile(file('page.pth'), '<html>');
    expect(await problemOf({ init: 'page.pth' })).toMatch(
      /neither safetensors nor ONNX nor PyTorch/,
    );
  });

  it('a checkpoint that wants more than tensors', async () => {
    const path = fileURLToPath(new URL('fixtures/pytorch/calls_system.pth', import.meta.url));
    await copyFile(path, file('evil.pth'));
    expect(await problemOf({ init: 'evil.pth' })).toMatch(/wants '(posix|os)\.system'.*state_dict/);
  });

  it('a file in which no key matches', async () => {
    const tensors = new Map([['other.weight', { shape: [1], data: Float32Array.of(1) }]]);
    await writeFile(file('other.safetensors'), encodeSafetensors(tensors));
    expect(await problemOf({ init: 'other.safetensors' })).toMatch(
      /none of its keys.*other\.weight/,
    );
  });

  it('a layer that is not there, and freezing without weights', async () => {
    expect(await problemOf({ init: 'body.safetensors', freeze: 'frist' })).toMatch(
      /no layer 'frist'.*Did you mean 'first'/,
    );
    expect(await problemOf({ freeze: 'first' })).toMatch(/without weights to start from/);
  });

  it('weights for a model that has its own', async () => {
    await writeFile(file('model.onnx'), classifier());
    const config = parseConfig(
      {
        ...matrix({ id: './model.onnx', init: 'body.safetensors' }),
        datasets: [{ name: 'shapes', options: { trainImages: 64, testImages: 12 } }],
      },
      'matrix',
    );
    const set = await loadPlugins({ specifiers: [...own, './model.onnx'], directory: root });
    const { problems } = await makePlan({ config, directory: root }, set, { probe });
    expect(problems.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('has weights of its own'),
    ]);
  });
});

it('records a training as failed when the file changes after planning', async () => {
  await copyFile(file('body.safetensors'), file('fleeting.safetensors'));
  const plan = await planOf(matrix({ init: 'fleeting.safetensors' }, { seed: 9 }));
  await copyFile(file('other.safetensors'), file('fleeting.safetensors'));
  await executeRun({ plan, runDirectory: file('fleeting') });
  const { trainings } = await readResults(file('fleeting'));
  expect(trainings).toMatchObject([{ status: 'failed' }]);
  expect(JSON.stringify(trainings[0])).toContain('are others than when the run was planned');
});

it('is planned by the command, with what becomes of the weights', async () => {
  await writeFile(file('own.config.json'), JSON.stringify(matrix()));
  const { code, stdout, stderr } = await runCli(
    ['plan', 'own.config.json', '--init', 'body.safetensors', '--freeze', 'first'],
    { cwd: root },
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(
    /starts from body\.safetensors \(10 tensors.*frozen: first \(104 values\)/,
  );
  expect(stdout).toContain('the head starts anew');
});
