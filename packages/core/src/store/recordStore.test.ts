import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { matrixConfigSchema } from '@convbench/spec';
import type { Cell, CellRecord, RunRecord } from '@convbench/spec';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readResults } from './readResults.js';
import { openRecordStore } from './recordStore.js';

const cell = (id: string): Cell => ({
  id,
  network: { id: 'nin', title: 'NiN', family: 'plain', options: {} },
  backend: { name: 'onnxruntime', title: 'ONNX Runtime', device: 'cpu' },
  dataset: {
    name: 'shapes',
    title: 'Shapes',
    options: {},
    checksum: '0',
    preprocessing: 'none',
    classes: ['a', 'b'],
    trainImages: 1,
    testImages: 1,
  },
  scenario: 'latency',
  batchSize: 1,
  precision: 'float32',
  threads: 1,
  seed: 1,
  weightsKey: 'k',
});

const run: RunRecord = {
  type: 'run',
  recordVersion: 3,
  runId: 'r',
  title: 'T',
  convbenchVersion: '0.1.0',
  startedAt: '2026-11-25T04:00:00.000Z',
  host: {
    os: 'os',
    kernel: 'k',
    cpuModel: 'cpu',
    physicalCores: null,
    logicalCores: 1,
    allowedCpus: 1,
    cpuMaxMhz: null,
    cpuGovernor: null,
    onBattery: null,
    memoryLimitBytes: null,
    memoryBytes: 1,
    virtualMachine: null,
    gpus: [],
    nodeVersion: 'v20',
  },
  config: matrixConfigSchema.parse({ architectures: ['nin'] }),
  cells: [cell('one'), cell('two')],
};

const failed = (id: string, message = 'café'): CellRecord => ({
  type: 'cell',
  recordVersion: 3,
  cell: cell(id),
  round: 0,
  startedAt: '2026-11-25T04:00:00.000Z',
  durationSeconds: 1,
  status: 'failed',
  failure: { kind: 'threw', message, phase: 'load' },
  warnings: [],
});

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'convbench-store-'));
  path = join(directory, 'results.jsonl');
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});

const rounds = async () => (await readResults(path)).cells.flatMap((results) => results.rounds);

async function append(
  ...records: Parameters<Awaited<ReturnType<typeof openRecordStore>>['append']>[0][]
) {
  const store = await openRecordStore(directory);
  try {
    for (const record of records) await store.append(record);
  } finally {
    await store.close();
  }
}

describe('appending', () => {
  it('keeps what an earlier writer wrote, and leaves no lock', async () => {
    await append(run, failed('one'));
    await append(failed('two'));
    const { cells } = await readResults(directory);
    expect(cells.map(({ cell: { id } }) => id)).toEqual(['one', 'two']);
    expect(await readdir(directory)).toEqual(['results.jsonl']);
  });

  it.each([
    ['half a line', (text: string) => Buffer.from(text).subarray(0, -9)],
    [
      'half a character',
      (text: string) =>
        Buffer.from(text).subarray(0, Buffer.from(text).indexOf('é', text.length - 200) + 1),
    ],
    [
      'zeros',
      (text: string) => Buffer.concat([Buffer.from(text).subarray(0, -9), Buffer.alloc(50)]),
    ],
  ])('removes %s first', async (_name, damage) => {
    await append(run, failed('one'), failed('two'));
    const text = await readFile(path, 'utf8');
    await writeFile(path, damage(text));
    expect((await readResults(path)).cells).toHaveLength(1);
    await append(failed('two', 'again'));
    expect(await rounds()).toEqual([failed('one'), failed('two', 'again')]);
  });

  it('adds a newline that is missing', async () => {
    await append(run, failed('one'));
    await writeFile(path, (await readFile(path, 'utf8')).trimEnd());
    await append(failed('two'));
    expect((await readResults(path)).cells).toHaveLength(2);
  });

  // Case R05: JSON.stringify would write null, which a reader takes for 0.
  it.each([NaN, Infinity, -Infinity])('refuses %d, and writes nothing', async (number) => {
    await append(run);
    await expect(append({ ...failed('one'), durationSeconds: number })).rejects.toThrow(
      'durationSeconds',
    );
    expect((await readResults(path)).cells).toEqual([]);
  });

  it('refuses a folder that cannot be made', async () => {
    await writeFile(path, '');
    await expect(openRecordStore(join(path, 'run'))).rejects.toMatchObject({ name: 'UserError' });
  });
});

describe('reading', () => {
  it('takes the later record of a round that was run again, and keeps rounds in order', async () => {
    const second = { ...failed('one', 'round 1'), round: 1 };
    await append(run, second, failed('one', 'first'), failed('two'), failed('one', 'again'));
    const { cells } = await readResults(path);
    expect(cells.map(({ cell: { id } }) => id)).toEqual(['one', 'two']);
    expect(await rounds()).toEqual([failed('one', 'again'), second, failed('two')]);
  });

  it('takes a cell with a smaller batch than was planned', async () => {
    const reduced = failed('half');
    const reducedFrom = { cellId: 'one', batchSize: 1 };
    await append(run, { ...reduced, cell: { ...reduced.cell, reducedFrom } });
    const { cells } = await readResults(path);
    expect(cells.map(({ cell: { id } }) => id)).toEqual(['half']);
  });

  it.each([
    ['not JSON', 'nonsense\n', 'is not JSON'],
    ['another version', `${JSON.stringify({ ...failed('two'), recordVersion: 9 })}\n`, 'version 9'],
    ['a second run', `${JSON.stringify({ ...run, recordVersion: 2 })}\n`, 'begins a second run'],
    [
      'a foreign cell',
      `${JSON.stringify({ ...failed('three'), recordVersion: 2 })}\n`,
      'has the cell three, which the run does not plan',
    ],
    [
      'a null for a number',
      `${JSON.stringify({ ...failed('two'), recordVersion: 2, durationSeconds: null })}\n`,
      'durationSeconds is null',
    ],
    [
      'a type of later',
      `${JSON.stringify({ type: 'layers', recordVersion: 3 })}\n`,
      'type is "layers"',
    ],
  ])('names the line with %s', async (_name, line, message) => {
    await append(run, failed('one'));
    // A host, a network, a data set, the run, a round.
    await appendFile(path, line);
    await expect(readResults(path)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/Line 6 of/),
    });
    await expect(readResults(path)).rejects.toThrow(message);
  });

  it('needs a run first, and a file', async () => {
    await writeFile(path, `${JSON.stringify({ ...failed('one'), recordVersion: 2 })}\n`);
    await expect(readResults(path)).rejects.toThrow(/Line 1 .* is a cell where the run should be/);
    await writeFile(path, '');
    await expect(readResults(path)).rejects.toThrow('hold no record');
    await expect(readResults(join(directory, 'nowhere'))).rejects.toThrow('There is no run');
  });
});

describe('the lock', () => {
  it('keeps a second writer out, and names the first', async () => {
    const store = await openRecordStore(directory);
    await expect(openRecordStore(directory)).rejects.toThrow(`Process ${process.pid} on`);
    await store.close();
    await (await openRecordStore(directory)).close();
  });

  it('of a process that was killed is taken over', async () => {
    const child = fork(join(directory, 'nothing.mjs'), { silent: true });
    await once(child, 'close');
    const owner = { pid: child.pid, host: hostname(), processStart: null, token: 'old' };
    await writeFile(join(directory, 'results.lock'), JSON.stringify(owner));
    await append(run);
    expect((await readResults(path)).run.runId).toBe('r');
  });

  it('of a process whose number another has now is taken over', async () => {
    const owner = { pid: process.pid, host: hostname(), processStart: '1', token: 'old' };
    await writeFile(join(directory, 'results.lock'), JSON.stringify(owner));
    await append(run);
    expect((await readResults(path)).run.runId).toBe('r');
  });

  it('of another machine is respected', async () => {
    const owner = { pid: 1, host: 'elsewhere', processStart: null, token: 'old' };
    await writeFile(join(directory, 'results.lock'), JSON.stringify(owner));
    await expect(append(run)).rejects.toThrow('Process 1 on elsewhere');
  });

  it('is released when the results cannot be opened', async () => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(path);
    await expect(openRecordStore(directory)).rejects.toThrow();
    expect(await readdir(directory)).toEqual(['results.jsonl']);
  });
});
