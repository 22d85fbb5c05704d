/**
 * Damaged and odd inputs, drawn anew from a seed (CONVBENCH_PROPERTY_SEED): each is taken or refused with a `UserError`, within
 * seconds and within a gigabyte.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig, loadPlugins, readResults, renderReports } from '@convbench/core';
import { readPytorch } from '@convbench/formats';
import { decodeSafetensors } from '@convbench/formats/safetensors';
import { isUserError } from '@convbench/spec';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exampleResults } from '../support/exampleResults.js';
import { writeRecords } from '../support/writeRecords.js';

const SECONDS = 10;
const MAX_BYTES = 1e9;
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

let root: string;
let lines: readonly string[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-fuzz-'));
  const { run, trainings, cells } = exampleResults();
  await writeRecords(root, [run, ...trainings, ...cells.flatMap(({ rounds }) => rounds)]);
  lines = readFileSync(join(root, 'results.jsonl'), 'utf8').trim().split('\n');
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Whether the input was taken or refused as it should be. */
async function survives(task: () => unknown): Promise<void> {
  const begun = performance.now();
  try {
    await task();
  } catch (error) {
    if (!isUserError(error)) throw error;
  }
  expect((performance.now() - begun) / 1000).toBeLessThan(SECONDS);
  expect(process.memoryUsage().rss).toBeLessThan(MAX_BYTES);
}

const edits = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
  minLength: 1,
  maxLength: 6,
});

/** The file with a few bytes changed, and perhaps cut off. */
const damaged = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.tuple(edits, fc.option(fc.double({ min: 0, max: 1, noNaN: true }))).map(([each, cut]) => {
    const copy = Uint8Array.from(bytes);
    for (const [place, value] of each) copy[Math.floor(place * (copy.length - 1))] = value;
    return cut === null ? copy : copy.subarray(0, Math.floor(cut * copy.length));
  });

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    -1,
    0,
    9e15,
    1e308,
    '__proto__',
    'constructor',
    '../x',
    [],
    {},
  ),
  fc.constantFrom('\u001b[2J', '\u202ename', '<img src=x onerror=alert(1)>', '\0', '/dev/zero'),
  fc.jsonValue(),
);

/** A JSON value in which some members are others. */
function changed(value: unknown): fc.Arbitrary<unknown> {
  return fc.tuple(fc.nat(), odd).map(([place, instead]) => {
    const copy: unknown = structuredClone(value);
    const places: [Record<string, unknown>, string][] = [];
    const visit = (each: unknown): void => {
      if (typeof each !== 'object' || each === null) return;
      for (const [key, member] of Object.entries(each)) {
        places.push([each as Record<string, unknown>, key]);
        visit(member);
      }
    };
    visit(copy);
    const [owner, key] = places[place % places.length] ?? [];
    if (owner !== undefined && key !== undefined) owner[key] = instead;
    return copy;
  });
}

const check = (
  numRuns: number,
  arbitrary: fc.Arbitrary<unknown>,
  task: (value: never) => unknown,
) =>
  fc.assert(
    fc.asyncProperty(arbitrary, (value) => survives(() => task(value as never))),
    { numRuns },
  );

it('5,000 files of weights', async () => {
  const folder = join(fixtures, 'pytorch');
  const files = readdirSync(folder).filter((name) => name.endsWith('.pth'));
  for (const name of files)
    await check(
      Math.ceil(4000 / files.length),
      damaged(readFileSync(join(folder, name))),
      (bytes: Uint8Array) => readPytorch(bytes).stateDicts.forEach((each) => each.read()),
    );
  const header = Buffer.from('{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}');
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  await check(1000, damaged(Buffer.concat([size, header, Buffer.alloc(8)])), decodeSafetensors);
});

it('4,000 configs', async () => {
  const config = {
    title: 'Fuzz',
    architectures: ['nin', { id: 'vgg11', options: { width: 0.25 } }],
    backends: [{ name: 'onnxruntime', device: 'cpu', threads: 1 }],
    datasets: [{ name: 'shapes', options: { trainImages: 10 } }],
    batchSizes: [1, 8],
    inputSizes: [32],
    recipe: { budget: { images: 100 }, learningRate: 0.1 },
    measuring: { rounds: 2, minimumTimeMs: 10 },
  };
  let name = 0;
  await check(4000, changed(config), async (value: unknown) => {
    const path = join(root, `${name++ % 50}-${name}.json`);
    await writeFile(path, JSON.stringify(value));
    await loadConfig(path).finally(() => rm(path));
  });
});

it('1,000 runs', { timeout: 3_600_000 }, async () => {
  const { reporters } = await loadPlugins({ specifiers: [], directory: root });
  const records = lines.map((line) => JSON.parse(line) as unknown);
  const broken = fc.nat(records.length - 1).chain((index) =>
    changed(records[index]).map((record) => {
      const copy = [...records];
      copy[index] = record;
      return copy;
    }),
  );
  const path = join(root, 'results.jsonl');
  await check(1000, broken, async (copy: unknown[]) => {
    await writeFile(path, copy.map((record) => JSON.stringify(record)).join('\n'));
    await readResults(path);
    await renderReports(
      root,
      reporters.filter(({ plugin }) => plugin.name === 'csv'),
    );
  });
});
