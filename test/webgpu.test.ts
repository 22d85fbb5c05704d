/** Inference on the real WebGPU provider, through the software renderer that Debian's chromium brings. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeOnnx } from '@convbench/formats';
import {
  executeRun,
  loadPlugins,
  makePlan,
  parseConfig,
  probeBackend,
  readResults,
} from '@convbench/core';
import type { CellRecord, RunResults } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasSoftwareGpu, inSoftwareGpuChild, softwareGpuNote } from './support/softwareGpu.js';

const M11 = new URL('fixtures/cases/M11/', import.meta.url);

interface Expected {
  readonly input: string;
  readonly sum: number;
  readonly abs_sum: number;
}

interface Answer {
  readonly values: Float32Array;
  readonly problem: string | undefined;
}

const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);

describe.skipIf(!hasSoftwareGpu)(`webgpu${softwareGpuNote}`, () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'convbench-webgpu-'));
    vi.stubEnv('CONVBENCH_CACHE', join(root, 'cache'));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true, force: true });
  });

  async function run(changes: Record<string, unknown>): Promise<RunResults> {
    const plugins = await loadPlugins({
      specifiers: [fileURLToPath(new URL('fixtures/plugins/tinyNet.ts', import.meta.url))],
      directory: root,
    });
    const config = parseConfig(
      {
        backends: [{ name: 'onnxruntime', device: 'webgpu', threads: 1 }],
        datasets: [{ name: 'shapes', options: { trainImages: 32, testImages: 8 } }],
        batchSizes: [2],
        weights: 'initial',
        measuring: {
          rounds: 1,
          machinePeak: false,
          minimumTimeMs: 10,
          minimumSamples: 2,
          maximumTimeMs: 100,
          maximumWarmupMs: 10,
        },
        ...changes,
      },
      'matrix',
    );
    const plan = await makePlan({ config, directory: root }, plugins);
    const runDirectory = await mkdtemp(join(root, 'run-'));
    await executeRun({ plan, runDirectory });
    return readResults(runDirectory);
  }

  async function measure(changes: Record<string, unknown>): Promise<CellRecord> {
    return (await run(changes)).cells[0]?.rounds[0] as CellRecord;
  }

  it.each([
    ['onnxruntime', { executionProvider: 'WebGpuExecutionProvider' }],
    ['tfjs', { adapter: expect.stringContaining('SwiftShader') as string }],
  ])(
    '%s measures out of the box, with parity proven and the renderer named',
    async (name, asRun) => {
      const record = await measure({
        architectures: ['nin'],
        // The smallest that it takes: a software renderer is slow.
        inputSizes: [21],
        backends: [{ name, device: 'webgpu', threads: 1 }],
      });
      if (record.status !== 'measured') throw new Error(JSON.stringify(record));
      expect(record.warnings).toContainEqual({
        kind: 'software-gpu',
        adapter: expect.stringContaining('SwiftShader') as string,
      });
      expect(record.warnings.map(({ kind }) => kind)).not.toContain('parity-failed');
      expect(record.asRun).toMatchObject(asRun);
      const { parity, conformance } = record.correctness ?? {};
      expect(parity).toMatchObject({ top1Agreement: 1 });
      expect((parity as { maximumDeviation: number }).maximumDeviation).toBeLessThan(1e-5);
      // Nine layers, two of whose 1x1 convolutions are alike.
      expect(conformance?.convolutions).toBeGreaterThan(5);
      expect(conformance?.maximumDeviation).toBeLessThan(1e-5);
    },
  );

  it('refuses an operator without a kernel, by name, unless the CPU may compute it', async () => {
    const normalised = {
      architectures: [{ id: 'tiny-plain', options: { localResponse: true } }],
      inputSizes: [16],
    };
    const refused = await measure(normalised);
    if (refused.status !== 'failed') throw new Error(JSON.stringify(refused));
    expect(refused.failure).toMatchObject({
      phase: 'load',
      message: expect.stringContaining('no kernel for LRN') as string,
      remedy: expect.stringContaining('--allow-cpu-nodes') as string,
    });
    const allowed = await measure({ ...normalised, allowCpuNodes: true });
    if (allowed.status !== 'measured') throw new Error(JSON.stringify(allowed));
    const fallback = allowed.warnings.find(({ kind }) => kind === 'cpu-fallback');
    expect(fallback).toMatchObject({ operators: ['LRN'] });
    const { shareOfNodes, shareOfTime } = fallback as { shareOfNodes: number; shareOfTime: number };
    expect(shareOfNodes).toBeGreaterThan(0);
    expect(shareOfNodes).toBeLessThan(0.5);
    expect(shareOfTime).toBeGreaterThan(0);
    expect(shareOfTime).toBeLessThan(1);
    expect(allowed.correctness?.parity).toMatchObject({ top1Agreement: 1 });
  });

  it('trains, once its gradients have been held against the CPU', async () => {
    const { trainings, cells } = await run({
      architectures: ['tiny-normed'],
      inputSizes: [16],
      weights: 'trained',
      trainer: { name: 'onnxruntime', device: 'webgpu', threads: 1 },
      backends: [{ name: 'onnxruntime', device: 'cpu', threads: 1 }],
      recipe: { budget: { images: 32 } },
    });
    expect(trainings).toMatchObject([
      { status: 'done', backend: { device: 'webgpu' }, imagesSeen: 32 },
    ]);
    expect(cells[0]?.rounds).toMatchObject([
      { status: 'measured', correctness: { parity: { top1Agreement: 1 } } },
    ]);
  });

  it('times no convolution that the device computes wrongly (case M11)', async () => {
    const text = await readFile(new URL('expected.json', M11), 'utf8');
    const cases = Object.entries(JSON.parse(text) as Record<string, Expected>);
    expect(cases).toHaveLength(4);
    const tasks = await Promise.all(
      cases.map(async ([name, { input }]) => {
        const { graph, weights } = decodeOnnx(await readFile(new URL(`${name}.onnx`, M11)));
        const { buffer } = new Uint8Array(await readFile(new URL(input, M11)));
        return { graph, weights, images: new Float32Array(buffer), device: 'webgpu' };
      }),
    );
    const answers = await inSoftwareGpuChild<Answer[]>('conformanceInChild.mjs', tasks);
    for (const [index, [name, expected]] of cases.entries()) {
      const { values, problem } = answers[index] as Answer;
      const isRight =
        Math.abs(sum(values) - expected.sum) <= 1e-4 * Math.abs(expected.sum) &&
        Math.abs(sum(values.map(Math.abs)) - expected.abs_sum) <= 1e-4 * expected.abs_sum;
      if (isRight) expect(problem, name).toBeUndefined();
      else expect(problem, name).toMatch(/computes 1 of 1 distinct convolutions wrongly: .*3x3/);
    }
  });
});

describe.runIf(process.platform === 'linux')('webgpu without an adapter', () => {
  it.each(['onnxruntime', 'tfjs'])('%s says so, with what mends it', async (name) => {
    vi.stubEnv('VK_ICD_FILENAMES', '/nowhere/icd.json');
    const { backends } = await loadPlugins({ specifiers: [], directory: tmpdir() });
    const reference = backends.find(({ plugin }) => plugin.name === name)?.reference;
    if (reference === undefined) throw new Error(name);
    const availability = await probeBackend(reference, 'webgpu');
    vi.unstubAllEnvs();
    expect(availability).toMatchObject({
      available: false,
      reason: expect.stringMatching(/adapter|WebGPU/i) as string,
      remedy: expect.stringContaining('Install a driver for Vulkan') as string,
    });
  });
});
