/** What many records share: told once, found again, and never in silence where a file was altered. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resultLineSchema } from '@convbench/spec';
import type {
  CellRecord,
  Host,
  MeasuredCellRecord,
  ResultRecord,
  RunResults,
} from '@convbench/spec';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readResults } from './readResults.js';
import { openRecordStore } from './recordStore.js';

const fixture = (version: number) =>
  fileURLToPath(
    new URL(`../../../../test/fixtures/records/results-v${version}.jsonl`, import.meta.url),
  );

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convbench-lines-'));
  path = join(folder, 'results.jsonl');
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

type Line = Record<string, unknown> & { type: string; id?: string };
const linesOf = async (file = path) =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as Line);
const writeLines = (lines: readonly unknown[]) =>
  writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

async function append(...records: ResultRecord[]): Promise<void> {
  const store = await openRecordStore(folder);
  try {
    for (const record of records) await store.append(record);
  } finally {
    await store.close();
  }
}

const recordsOf = ({ run, trainings, peaks, cells }: RunResults): ResultRecord[] => [
  run,
  ...trainings,
  ...peaks,
  ...cells.flatMap(({ rounds }) => rounds),
];

const isMeasured = (record: CellRecord): record is MeasuredCellRecord =>
  record.status === 'measured';
const measuredIn = ({ cells }: RunResults) =>
  cells.flatMap(({ rounds }) => rounds).filter(isMeasured);

describe.each([1, 2, 3])('a run of version %i', (version) => {
  it('is the same when it is written anew, and much smaller than whole records', async () => {
    const results = await readResults(fixture(version));
    const records = recordsOf(results);
    await append(...records);
    expect(await readResults(path)).toEqual(results);
    const written = await readFile(path, 'utf8');
    const whole = records.map((record) => JSON.stringify(record)).join('\n');
    expect(written.length).toBeLessThan(0.9 * whole.length);
  });

  it('tells each part once, before what refers to it, in lines that hold to their schema', async () => {
    await append(...recordsOf(await readResults(fixture(version))));
    const lines = await linesOf();
    for (const line of lines) resultLineSchema.parse(line);
    const ids = lines.flatMap(({ type, id }) => (id === undefined ? [] : [`${type} ${id}`]));
    expect(new Set(ids).size).toBe(ids.length);
    for (const line of lines.filter(({ type }) => ['training', 'peak', 'cell'].includes(type)))
      expect(ids).toContain(`host ${String(line['host'])}`);
  });

  it('can be gone on with, and repeats nothing', async () => {
    const results = await readResults(fixture(version));
    const records = recordsOf(results);
    const text = await readFile(fixture(version), 'utf8');
    await writeFile(path, text);
    const last = records.at(-1) as CellRecord;
    await append({ ...last, durationSeconds: 1 });
    const first = (await linesOf()).length;
    await append({ ...last, durationSeconds: 2 });
    expect((await linesOf()).length).toBe(first + 1);
    const again = await readResults(path);
    const expected = recordsOf(results).with(-1, { ...last, durationSeconds: 2 });
    expect(recordsOf(again)).toEqual(expected);
  });
});

it('shares objects between the records that it reads', async () => {
  const { run, trainings, cells } = await readResults(fixture(3));
  const cell = run.cells[0];
  expect(cells[0]?.rounds.map((record) => record.cell === cell)).toEqual([true, true]);
  expect(trainings[0]?.dataset).toBe(cell?.dataset);
  const [one, two] = cells[0]?.rounds as readonly MeasuredCellRecord[];
  expect(one?.static).toBe(two?.static);
});

it('keeps a cell with a smaller batch whole, since the plan does not hold it', async () => {
  const results = await readResults(fixture(3));
  const [record] = measuredIn(results) as [MeasuredCellRecord];
  const reducedFrom = { cellId: record.cell.id, batchSize: record.cell.batchSize };
  const reduced = { ...record, cell: { ...record.cell, id: 'half', reducedFrom } };
  await append(results.run, reduced);
  expect((await readResults(path)).cells).toEqual([{ cell: reduced.cell, rounds: [reduced] }]);
});

it('says of a record where it ran, if not on the host of the run', async () => {
  const results = await readResults(fixture(3));
  const [record] = measuredIn(results) as [MeasuredCellRecord];
  const host: Host = { ...results.run.host, cpuModel: 'Another CPU' };
  await append(results.run, record, { ...record, round: 1, host });
  const [{ rounds }] = (await readResults(path)).cells as [RunResults['cells'][number]];
  expect(rounds.map((each) => each.host)).toEqual([undefined, host]);
  const hosts = (await linesOf()).filter(({ type }) => type === 'host');
  expect(hosts).toHaveLength(2);
});

describe('what later versions add', () => {
  it('is read where this version knows it', async () => {
    const results = await readResults(fixture(3));
    const [record] = measuredIn(results) as [MeasuredCellRecord];
    const seeds = [1, 2].map((seed) => ({ ...record.cell, seed, id: `seed-${seed}` }));
    const cells = seeds.map((cell) => ({
      ...cell,
      engineOptions: { execution: 'parallel', interOp: 2, spinning: false },
    }));
    const samplesMs = [3, 4, 5];
    const full: MeasuredCellRecord = {
      ...record,
      latency: {
        ...record.latency,
        samplesMs,
        blocks: [
          { startedMs: 0, turn: 0, samples: 1 },
          { startedMs: 600, turn: 1, samples: 2 },
        ],
      },
      stages: [{ name: 'decode', samplesMs: [1, 2, 3], medianMs: { value: 2 } }],
      turns: { processes: 1, aloneBecause: 'the memory holds one process' },
      correctness: {
        accuracy: { notMeasured: 'a test' },
        parity: { notMeasured: 'a test' },
        predictions: { notMeasured: 'a test' },
        probabilities: { file: 'predictions/x.f16.gz', sha256: '0', images: 3, perImage: 10 },
      },
    };
    const records = cells.map((cell) => ({ ...full, cell }));
    await append({ ...results.run, cells }, ...records);
    expect(recordsOf(await readResults(path))).toEqual([{ ...results.run, cells }, ...records]);
  });

  it('is refused where blocks and samples disagree', async () => {
    const results = await readResults(fixture(3));
    const [record] = measuredIn(results) as [MeasuredCellRecord];
    const blocks = [{ startedMs: 0, turn: 0, samples: record.latency.samplesMs.length + 1 }];
    const wrong = { ...record, latency: { ...record.latency, blocks } };
    await expect(append(results.run, wrong)).rejects.toThrow('latency.blocks');
  });

  it('is passed over where it does not, and still keeps this version from going on with the run', async () => {
    const lines = await linesOf(fixture(3));
    type Nested = { content: object; config: { measuring: object; architectures: object[] } };
    const later = (lines as unknown as Nested[]).map((line) => ({
      ...line,
      mood: 'good',
      ...('content' in line && { content: { ...line.content, mood: ['good'] } }),
      ...('config' in line && {
        config: {
          ...line.config,
          mood: 1,
          measuring: { ...line.config.measuring, mood: 'calm' },
          architectures: line.config.architectures.map((each) => ({ ...each, mood: {} })),
        },
      }),
    }));
    await writeLines(later);
    expect(await readResults(path)).toEqual(await readResults(fixture(3)));
    await expect(openRecordStore(folder)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/config\.measuring\.mood/),
    });
    expect(await linesOf()).toEqual(later);
  });
});

describe('a file that was altered', () => {
  const position = (lines: readonly Line[], type: string) =>
    lines.findIndex((line) => line.type === type);

  it.each(['host', 'network', 'dataset', 'static'])('misses a %s', async (type) => {
    const lines = await linesOf(fixture(3));
    const [{ id } = { id: '' }] = lines.splice(position(lines, type), 1);
    await writeLines(lines);
    await expect(readResults(path)).rejects.toThrow(
      new RegExp(
        `Line \\d+ of .* refers to the ${type} ${String(id)}, which no line before it tells`,
      ),
    );
  });

  it('tells a part again, as two files that were put together would', async () => {
    const lines = await linesOf(fixture(3));
    const network = lines[position(lines, 'network')];
    await writeLines([...lines, network]);
    expect(await readResults(path)).toEqual(await readResults(fixture(3)));
  });

  it('gives one id to two networks', async () => {
    const lines = await linesOf(fixture(3));
    const network = lines[position(lines, 'network')] as Line & { content: object };
    await writeLines([...lines, { ...network, content: { ...network.content, title: 'NaN' } }]);
    await expect(readResults(path)).rejects.toThrow(
      new RegExp(`Line ${lines.length + 1} of .* gives the network \\w+ another meaning`),
    );
  });

  it('has columns of unequal lengths', async () => {
    const lines = await linesOf(fixture(3));
    const training = lines[position(lines, 'training')] as Line & { curve: { loss: number[] } };
    training.curve.loss.pop();
    await writeLines(lines);
    await expect(readResults(path)).rejects.toThrow(/curve.*columns of one length/);
  });
});

it('was cut between what a record shares and the record', async () => {
  const results = await readResults(fixture(2));
  const [run, ...others] = recordsOf(results);
  await append(run as ResultRecord);
  const begun = (await readFile(path, 'utf8')).length;
  await append(...others);
  const text = await readFile(path, 'utf8');
  const cutAt = text.indexOf('\n', begun + text.slice(begun).indexOf('"type":"static"')) + 20;
  await writeFile(path, text.slice(0, cutAt));
  const told = recordsOf(await readResults(path)).length - 1;
  await append(...others.slice(told));
  expect(await readResults(path)).toEqual(results);
  expect(await readFile(path, 'utf8')).toBe(text);
});
