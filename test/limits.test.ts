/** What limits a process that measures: the CPUs that it may use, and flags for threads, memory and time. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readResults } from '@convbench/core';
import { defaultThreads } from '@convbench/measure';
import type { Cell } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 240_000 });

const bin = fileURLToPath(new URL('../packages/cli/bin/convbench.js', import.meta.url));
const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
let root: string;
let config: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-threads-'));
  config = join(root, 'threads.config.json');
  await writeFile(
    config,
    JSON.stringify({
      architectures: [{ id: 'vgg11', options: { width: 0.0625 } }],
      datasets: [{ name: 'shapes', options: { trainImages: 16, testImages: 12 } }],
      batchSizes: [1],
      weights: 'initial',
      measuring: {
        rounds: 1,
        minimumTimeMs: 50,
        minimumSamples: 5,
        maximumTimeMs: 100,
        maximumWarmupMs: 50,
        machinePeak: false,
      },
    }),
  );
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** What the program prints, on these CPUs only if they are given. */
async function convbench(words: readonly string[], cpus?: string): Promise<string> {
  const program = [process.execPath, bin, ...words];
  const [file = '', ...rest] = cpus === undefined ? program : ['taskset', '-c', cpus, ...program];
  const env = { ...process.env, CONVBENCH_CACHE: join(root, 'cache') };
  return (await promisify(execFile)(file, rest, { env })).stdout;
}

async function planned(words: readonly string[], cpus?: string): Promise<number[]> {
  const plan = await convbench(['plan', config, '--json', ...words], cpus);
  const { cells } = JSON.parse(plan) as { cells: readonly { cell: Cell }[] };
  return cells.map(({ cell }) => cell.threads);
}

describe('a plan', () => {
  it('takes a thread for each core, or makes a cell of each number that is asked for', async () => {
    expect(await planned([])).toEqual([defaultThreads()]);
    expect(await planned(['--threads', '1,3'])).toEqual([1, 3]);
  });
});

describe.runIf(canPin)('on a single CPU', () => {
  it('one thread is planned, run and recorded, and the engine does not complain (case M02)', async () => {
    expect(await planned([], '0')).toEqual([1]);
    const out = join(root, 'runs');
    await convbench(['run', config, '--out', out], '0');
    const [name = ''] = await readdir(out);
    const { run, cells } = await readResults(join(out, name));
    expect(run.host.allowedCpus).toBe(1);
    expect(cells[0]?.rounds[0]).toMatchObject({ status: 'measured', cell: { threads: 1 } });
    expect(await readFile(join(out, name, 'results.jsonl'), 'utf8')).not.toMatch(/affinity/i);
  });
});

describe.runIf(process.platform === 'linux')('a flag', () => {
  it.each([
    ['--cell-memory', '30MB', { kind: 'out-of-memory', message: 'limit of 30 MB' }],
    ['--cell-timeout', '0.2s', { kind: 'timed-out', message: 'not done after 0.2 s' }],
  ])('%s %s stops a cell', async (flag, value, { kind, message }) => {
    const out = join(root, flag);
    await convbench(['run', config, '--out', out, flag, value]).catch(() => undefined);
    const [name = ''] = await readdir(out);
    const { cells } = await readResults(join(out, name));
    expect(cells[0]?.rounds[0]).toMatchObject({
      status: 'failed',
      failure: { kind, message: expect.stringContaining(message) },
    });
  });
});
