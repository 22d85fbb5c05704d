/** The set-up of CUDA as far as a machine without a GPU can take it. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadPlugins, prepareSetup, probeBackend, resolveShortForm } from '@convbench/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCli } from './support/runCli.js';

const plugins = await loadPlugins({ specifiers: [], directory: process.cwd() });
const { reference, plugin } = plugins.backends.find(
  (backend) => backend.plugin.name === 'onnxruntime',
)!;
const { plan } = await prepareSetup(plugins, { backend: 'onnxruntime', target: 'cuda' });
const isSetUp = plan.steps.length === 0 && existsSync(plan.location);
const hasDriver = existsSync('/dev/nvidia0');

it('has a short form', async () => {
  expect(resolveShortForm(plugins, 'cuda')).toEqual({ backend: 'onnxruntime', target: 'cuda' });
  const { code, stdout } = await startCli(['setup', 'cuda', '--dry-run', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(plan);
});

it.skipIf(hasDriver)('names the driver first, and nothing above it', async () => {
  for (const device of ['cuda', 'cuda:1'])
    expect(await probeBackend(reference, device)).toMatchObject({
      available: false,
      reason: expect.stringMatching(/driver/) as string,
      remedy: expect.stringContaining('--gpus all') as string,
    });
});

const hasCompiler = spawnSync('gcc', ['--version']).status === 0;

describe.skipIf(!isSetUp || !hasCompiler || hasDriver)(
  'with the real libraries and a made-up driver (skipped without `convbench setup cuda` and gcc, or with a GPU)',
  () => {
    let root: string;
    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), 'convbench-driver-'));
      // Whatever is asked of it, it has no device.
      const functions = [
        'cuGetErrorString',
        'cuModuleGetFunction',
        'cuModuleLoadData',
        'cuModuleUnload',
        'cuTensorMapEncodeIm2col',
        'cuTensorMapEncodeTiled',
      ];
      const source = join(root, 'driver.c');
      await writeFile(
        source,
        functions.map((name) => `int ${name}(void) { return 100; }`).join('\n'),
      );
      const library = join(root, 'libcuda.so.1');
      const args = ['-shared', '-fPIC', '-Wl,-soname,libcuda.so.1', '-o', library, source];
      expect(spawnSync('gcc', args).status).toBe(0);
    });
    afterAll(() => rm(root, { recursive: true }));

    it('loads the provider from the cache, up to CUDA’s own refusal', async () => {
      const directory = join(plan.location, '..');
      const environment = await plugin.environment?.('cuda', { LD_LIBRARY_PATH: root }, directory);
      expect(environment?.['LD_LIBRARY_PATH']?.split(delimiter)).toHaveLength(4);
      const script = fileURLToPath(new URL('support/openCudaSession.mjs', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [script], {
        env: { ...process.env, ...environment },
      });
      const { facts, problem } = JSON.parse(stdout) as { facts: object; problem: string };
      expect(problem).toMatch(/CUDA failure (35|100): /);
      expect(facts).toMatchObject({
        cudaRuntime: expect.stringMatching(/^13\./) as string,
        cublas: expect.stringMatching(/^13\./) as string,
        cudnn: expect.stringMatching(/^9\./) as string,
      });
    });
  },
);
