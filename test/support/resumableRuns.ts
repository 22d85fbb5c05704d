/** @file A small run that may be killed and resumed, and what must be the same however often it was. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readResults } from '@convbench/core';
import type { RunEvent } from '@convbench/core';
import type { RunResults } from '@convbench/spec';

const fixture = (path: string) => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
const driver = fixture('drivers/runMatrix.mjs');
export const tinyNetPlugin = fixture('plugins/tinyNet.ts');

/** Two networks that are trained and measured in two rounds each. */
export const resumeMatrix = {
  title: 'Resume',
  plugins: [tinyNetPlugin],
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

/** Lines of such a run: run, host, data set; two networks, their costs and trainings; two rounds of two cells. */
export const LINES = 14;

export interface Part {
  readonly child: ChildProcess;
  /** Signal that ended it, or null. */
  readonly end: Promise<NodeJS.Signals | null>;
}

export interface ResumableRuns {
  readonly root: string;
  /** Starts the run of that name, or goes on with it; its cache belongs to it. */
  readonly start: (name: string, onEvent?: (event: RunEvent, child: ChildProcess) => void) => Part;
  readonly results: (name: string) => Promise<RunResults>;
  /** How many lines each training, round and shared part has: one, if none was lost and none repeated. */
  readonly lineCounts: (name: string) => Promise<number[]>;
  readonly remove: () => Promise<void>;
}

/** Runs in a temporary folder, each in processes that may be killed. */
export async function resumableRuns(): Promise<ResumableRuns> {
  const root = await mkdtemp(join(tmpdir(), 'convbench-resume-'));
  const configPath = join(root, 'matrix.json');
  await writeFile(configPath, JSON.stringify(resumeMatrix));
  return {
    root,
    start: (name, onEvent = () => {}) => startDriver(configPath, join(root, name), onEvent),
    results: (name) => readResults(join(root, name)),
    lineCounts: (name) => lineCounts(join(root, name)),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

function startDriver(
  configPath: string,
  runDirectory: string,
  onEvent: (event: RunEvent, child: ChildProcess) => void,
): Part {
  const child = fork(driver, [configPath, runDirectory], {
    env: { ...process.env, CONVBENCH_CACHE: `${runDirectory}-cache` },
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
export function essence({ run, trainings, cells }: RunResults) {
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

async function lineCounts(runDirectory: string): Promise<number[]> {
  const text = await readFile(join(runDirectory, 'results.jsonl'), 'utf8');
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
