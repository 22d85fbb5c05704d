import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultLineSchema } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli } from './support/runCli.js';

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convbench cli '));
  env = { CONVBENCH_CACHE: join(folder, 'cache') };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const commands = [
  'run',
  'plan',
  'list',
  'describe',
  'doctor',
  'report',
  'compare',
  'pick',
  'study',
  'publish',
  'serve',
  'data',
  'init',
  'export',
  'new',
];
const stackTrace = /^\s+at .+:\d+:\d+\)?$/m;

describe('the program', () => {
  it('prints its help', async () => {
    const { code, stdout, stderr } = await startCli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/Examples?:\n/);
  });

  it('says a mistake on standard error and exits with 2', async () => {
    const { code, stdout, stderr } = await startCli(['describe', 'nim'], { cwd: folder, env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("no architecture 'nim'");
    expect(stderr).not.toMatch(stackTrace);
  });

  it('leaves standard output to JSON', async () => {
    const { code, stdout } = await startCli(['list', 'architectures', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(27);
  });
});

describe('--help', () => {
  it.each(commands)('%s has examples', async (command) => {
    const { code, stdout } = await runCli([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples?:\n/);
  });
});

describe('a mistake', () => {
  it.each([
    [
      ['plan', '--arch', 'googlenet-v1-d2'],
      "no architecture 'googlenet-v1-d2'",
      'googlenet-v1-d2l',
    ],
    [['plan', '--backend', 'onnxruntim'], "no backend 'onnxruntim'", 'onnxruntime'],
    [['plan', '--backend', 'onnxruntime:cpuu'], "no device 'cpuu'", 'cpu'],
    [['plan', '--dataset', 'fashion-mnst'], "no data set 'fashion-mnst'", 'fashion-mnist'],
    [['plan', '--batch', 'zero'], '--batch', 'positive integer'],
    [['plan', '--arch', 'vgg11:width'], 'vgg11:width', 'NAME:OPTION=VALUE'],
    [['plan', '--arch', 'vgg11:widht=0.25'], 'widht', 'width'],
    [['plan', 'missing.config.ts'], 'missing.config.ts', 'path'],
    [['describe', 'vgg11', '--input-size', '16'], '16', '32'],
    [['report', 'no-such-run'], 'no-such-run', 'folder of a run'],
    [['report', '.', '--reporter', 'pdf'], "no reporter 'pdf'", 'html'],
    [['run', '--resume', 'x', '--batch', '1'], 'keeps its own matrix', '--batch'],
    [['rum'], 'rum', 'run'],
  ])('%j: says what, what to do, and exits with 2', async (words, problem, remedy) => {
    const { code, stdout, stderr } = await runCli(words, { cwd: folder, env });
    expect(code, stderr).toBe(2);
    expect(stdout + stderr).toContain(problem);
    expect(stderr).toContain(remedy);
    expect(stderr).not.toMatch(stackTrace);
  });

  it('in a config names the place, the value and what is allowed', async () => {
    const path = join(folder, 'wrong.config.json');
    await writeFile(path, JSON.stringify({ architectures: ['nin'], batchSizes: [0], batchs: [1] }));
    const { code, stderr } = await runCli(['plan', path], { env });
    expect(code).toBe(2);
    expect(stderr).toContain('batchSizes[0]');
    expect(stderr).toContain('batchs');
    expect(stderr).toContain('batchSizes');
    expect(stderr).not.toMatch(stackTrace);
  });
});

describe('list and describe', () => {
  it('serve scripts as JSON', async () => {
    const listed = await runCli(['list', 'architectures', '--json']);
    const ids = (JSON.parse(listed.stdout) as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['nin', 'vgg11', 'googlenet-v1-d2l', 'googlenet-v2-d2l']),
    );
    const described = await runCli([
      'describe',
      'googlenet-v1-d2l',
      '--json',
      '--input-size',
      '96',
      '--channels',
      '1',
      '--classes',
      '10',
    ]);
    const description = JSON.parse(described.stdout) as {
      static: { trainableParameters: number; macs: number };
    };
    expect(description.static).toMatchObject({ trainableParameters: 5_977_530 });
  });

  it('show a table that can be held against the paper', async () => {
    const { stdout } = await runCli(['describe', 'vgg11:width=0.25', '--channels', '1']);
    expect(stdout).toMatch(/stage1\/conv1\s+Conv\s+3x3\s+1\s+1\s+16 × 224 × 224\s+160/);
    expect(stdout).toMatch(/published\s+ours\s+difference/);
  });
});

describe('init', () => {
  it('writes a config that can be planned, and overwrites nothing', async () => {
    const path = join(folder, 'mine.config.ts');
    expect(await runCli(['init', path])).toMatchObject({ code: 0 });
    expect(await readFile(path, 'utf8')).toContain('defineConfig');
    expect(await runCli(['init', path])).toMatchObject({ code: 2 });
  });
});

describe('run, report, publish', () => {
  it('go from flags to a published report', async () => {
    const words = ['--arch', 'vgg11:width=0.0625', '--batch', '2', '--images', '256'];
    const dataset = ['--dataset', 'shapes:trainImages=256,testImages=40', '--input-size', '32'];
    const config = join(folder, 'quick.config.json');
    await writeFile(
      config,
      JSON.stringify({
        architectures: ['vgg11'],
        trainer: 'onnxruntime',
        measuring: {
          rounds: 2,
          minimumTimeMs: 50,
          minimumSamples: 5,
          maximumWarmupMs: 500,
          machinePeak: false,
        },
      }),
    );
    const out = join(folder, 'runs');
    const run = await startCli(['run', config, ...words, ...dataset, '--out', out], { env });
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/VGG-11.*onnxruntime\/cpu/);

    const [name = ''] = await readdir(out);
    const directory = join(out, name);
    const lines = (await readFile(join(directory, 'results.jsonl'), 'utf8')).trim().split('\n');
    const types = lines.map((line) => resultLineSchema.parse(JSON.parse(line)).type);
    const shared = ['network', 'dataset', 'host'];
    expect(types).toEqual([...shared, 'run', 'training', 'static', 'cell', 'cell', 'end']);

    const before = await readFile(join(directory, 'index.html'), 'utf8');
    await rm(join(directory, 'index.html'));
    expect(await runCli(['report', directory])).toMatchObject({ code: 0 });
    expect(await readFile(join(directory, 'index.html'), 'utf8')).toBe(before);

    const reports = join(folder, 'reports');
    const published = await runCli(['publish', directory, 'small', '--to', reports, '--json']);
    expect(published.code, published.stderr).toBe(0);
    expect(await readdir(join(reports, 'small'))).toEqual(
      expect.arrayContaining(['index.html', 'predictions', 'results.csv', 'results.jsonl']),
    );
    expect(await runCli(['publish', directory, 'small', '--to', reports])).toMatchObject({
      code: 2,
    });
    const resumed = await startCli(['run', '--resume', directory], { env });
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(await readFile(join(directory, 'results.jsonl'), 'utf8')).toBe(`${lines.join('\n')}\n`);
  });
});
