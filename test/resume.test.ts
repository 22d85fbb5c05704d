/** A run that is killed and resumed, as often as may be, ends with the records of one that was left alone. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { executeRun, loadPlugins, makePlan, parseConfig, readResults } from '@convbench/core';
import type { RunEvent } from '@convbench/core';
import type { RunResults } from '@convbench/spec';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

const driver = fileURLToPath(new URL('./fixtures/drivers/runMatrix.mjs', import.meta.url));
const plugin = fileURLToPath(new URL('./fixtures/plugins/tinyNet.ts', import.meta.url));

const matrix = {
  title: 'Resume',
  plugins: [plugin],
  architectures: ['tiny-plain', { id: 'tiny-normed', options: { filters: 6 } }],
  backends: [{ name: 'onnxruntime', device: 'cpu', threads: 1 }],
  trainer: { name: 'onnxruntime', device: 'cpu', threads: 1 },
  datasets: [{ name: 'shapes', options: { trainImages: 320, testImages: 40 } }],
  inputSizes: [16],
  batchSizes: [3],
  recipe: { budget: { images: 3200 } },
  measuring: {
    rounds: 2,
    machinePeak: false,
    minimumTimeMs: 20,
    minimumSamples: 5,
    maximumTimeMs: 200,
    maximumWarmupMs: 60,
  },
};

let root: string;
let configPath: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-resume-'));
  configPath = join(root, 'matrix.json');
  await writeFile(configPath, JSON.stringify(matrix));
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Part {
  readonly child: ChildProcess;
  /** Signal that ended it, or null. */
  readonly end: Promise<NodeJS.Signals | null>;
}

/** Starts the driver; its cache belongs to the run. */
function start(
  name: string,
  onEvent: (event: RunEvent, child: ChildProcess) => void = () => {},
): Part {
  const child = fork(driver, [configPath, join(root, name)], {
    env: { ...process.env, CONVBENCH_CACHE: join(root, `${name}-cache`) },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.on('message', (event) => onEvent(event as RunEvent, child));
  const end = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (code === 0 || signal !== null) resolve(signal);
      else reject(new Error(`The driver exited with code ${code}:\n${output}`));
    });
  });
  return { child, end };
}

/** What must be the same however often a run was interrupted. */
function essence({ run, trainings, cells }: RunResults) {
  return {
    planned: run.cells.map(({ id }) => id),
    trainings: trainings
      .map((record) => [
        record.key,
        record.status,
        'weightsSha256' in record && record.weightsSha256,
      ])
      .sort(),
    cells: cells
      .flatMap(({ rounds }) => rounds)
      .map((record) => [
        record.cell.id,
        record.round,
        record.status,
        'correctness' in record && record.correctness?.accuracy,
      ])
      .sort(),
  };
}

/** Run, host, data set; two networks, their costs and trainings; two rounds of two cells. */
const lines = 13;

/** How many lines each training, round and shared part has: one, if none was lost and none repeated. */
async function lineCounts(name: string): Promise<number[]> {
  const text = await readFile(join(root, name, 'results.jsonl'), 'utf8');
  const counts = new Map<string, number>();
  for (const line of text.trimEnd().split('\n')) {
    const record = JSON.parse(line) as {
      type: string;
      id?: string;
      key?: string;
      cell?: string;
      round?: number;
    };
    const { id: part, key, cell, round } = record;
    const id = `${record.type} ${part ?? key ?? cell ?? ''} ${round ?? ''}`;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts.values()];
}

/** The same delays in every run of the test: a linear congruential generator. */
function delays(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

describe('a run that is killed', () => {
  let undisturbed: RunResults;
  beforeAll(async () => {
    await start('undisturbed').end;
    undisturbed = await readResults(join(root, 'undisturbed'));
  });

  it('was complete when it was left alone', async () => {
    const states = undisturbed.cells.map(({ rounds }) => rounds.map(({ status }) => status));
    expect(states).toEqual(Array(2).fill(['measured', 'measured']));
    expect(undisturbed.trainings.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(await lineCounts('undisturbed')).toEqual(Array(lines).fill(1));
  });

  it('at random moments has the same records after it was resumed', async () => {
    const random = delays(20);
    let kills = 0;
    for (let part = 0; part < 6; part++) {
      const { child, end } = start('random');
      const timer = setTimeout(() => child.kill('SIGKILL'), 300 + 1200 * random());
      const signal = await end;
      clearTimeout(timer);
      if (signal === null) break;
      kills += 1;
    }
    await start('random').end;
    expect(kills).toBeGreaterThan(0);
    expect(essence(await readResults(join(root, 'random')))).toEqual(essence(undisturbed));
    expect(await lineCounts('random')).toEqual(Array(lines).fill(1));
  });

  it('at each kind of moment has the same records after it was resumed', async () => {
    const moments: ((event: RunEvent) => boolean)[] = [
      (event) => event.type === 'training-progress' && event.step > 40,
      (event) => event.type === 'training-finished',
      (event) => event.type === 'cell-phase' && event.phase === 'steady state',
      (event) => event.type === 'cell-finished',
    ];
    for (const isMoment of moments) {
      const { end } = start('moments', (event, child) => {
        if (isMoment(event)) child.kill('SIGKILL');
      });
      expect(await end).toBe('SIGKILL');
    }
    await start('moments').end;
    const results = await readResults(join(root, 'moments'));
    expect(essence(results)).toEqual(essence(undisturbed));
    expect(await lineCounts('moments')).toEqual(Array(lines).fill(1));
    // The first kill was in the middle of a training, which went on from its checkpoint.
    expect(results.trainings.map((record) => 'resumes' in record && record.resumes)).toEqual([
      1, 0,
    ]);
  });
});

const isLinux = process.platform === 'linux';

it.runIf(isLinux)('takes its child processes with it when it is killed', async () => {
  let children: string[] = [];
  const { end } = start('orphans', (event, child) => {
    if (event.type !== 'cell-phase' || event.phase !== 'warm-up') return;
    const text = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
    children = text.trim().split(' ');
    child.kill('SIGKILL');
  });
  expect(await end).toBe('SIGKILL');
  expect(children).toEqual([expect.stringMatching(/^\d+$/)]);
  const [pid] = children;
  await vi.waitUntil(() => !existsSync(`/proc/${pid}`), { timeout: 20_000, interval: 50 });
});

describe('a run that is asked to stop', () => {
  const config = {
    ...matrix,
    architectures: ['tiny-plain'],
    recipe: { budget: { images: 16_000 } },
  };

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  async function plan(cache: string) {
    vi.stubEnv('CONVBENCH_CACHE', join(root, cache));
    const plugins = await loadPlugins({ specifiers: [plugin], directory: root });
    return makePlan({ config: parseConfig(config, 'matrix'), directory: root }, plugins);
  }

  it('saves a checkpoint, and goes on from it to the same weights', async () => {
    const runDirectory = join(root, 'stopped');
    const stop = new AbortController();
    const outcome = await executeRun({
      plan: await plan('stopped-cache'),
      runDirectory,
      // No checkpoint by time: the one that is there was made for the stop.
      checkpointEverySeconds: 3600,
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'training-progress') stop.abort();
      },
    });
    expect(outcome).toMatchObject({ state: 'interrupted', measured: 0, failed: 0, missing: 1 });

    const again = await plan('stopped-cache');
    expect(again.trainings.map(({ cache }) => cache)).toEqual([{ state: 'checkpoint' }]);
    await executeRun({ plan: again, runDirectory, resume: true });
    const resumed = await readResults(runDirectory);
    expect(resumed.trainings).toMatchObject([{ status: 'done', resumes: 1, steps: 1000 }]);

    await executeRun({ plan: await plan('straight-cache'), runDirectory: join(root, 'straight') });
    const straight = await readResults(join(root, 'straight'));
    expect(straight.trainings).toMatchObject([{ status: 'done', resumes: 0, steps: 1000 }]);
    expect(essence(resumed)).toEqual(essence(straight));
  });
});
