import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from '@convbench/spec';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FetchSource } from '../fetch/fetchSource.js';
import { cifarDataset } from './cifarDataset.js';
import { CIFAR10, CIFAR100, type CifarFacts } from './cifarFacts.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-cifar-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const own = () => join(root, 'own');
const cache = () => join(root, 'cache', 'datasets', 'cifar10');
const native = { inputSize: 32, channels: 3 };

/** Two records a file; every byte of a record is its label times 20. */
const facts: CifarFacts = { ...CIFAR10, recordsPerFile: { train: 2, test: 2 } };
const record = (label: number) => Buffer.of(label, ...new Uint8Array(3072).fill(20 * label));
const contents = Object.fromEntries(
  [...CIFAR10.files.train, ...CIFAR10.files.test].map((name, i) => [
    name,
    Buffer.concat([record(i), record(i + 4)]),
  ]),
);

async function put(folder: string, change: Record<string, Buffer | null> = {}): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries({ ...contents, ...change }))
    if (content) await writeFile(join(folder, name), content);
}

/** As the authors pack it; returns the facts with its MD5. */
async function putArchive(folder: string): Promise<CifarFacts> {
  await put(join(folder, 'packing', facts.folder));
  execFileSync('tar', ['-czf', join(folder, facts.archive.name), facts.folder], {
    cwd: join(folder, 'packing'),
  });
  await rm(join(folder, 'packing'), { recursive: true });
  const packed = await readFile(join(folder, facts.archive.name));
  const md5 = createHash('md5').update(packed).digest('hex');
  return { ...facts, archive: { ...facts.archive, md5 } };
}

function dataset(
  given: { facts?: CifarFacts; sources?: FetchSource[]; env?: NodeJS.ProcessEnv } = {},
) {
  return cifarDataset({
    facts: given.facts ?? facts,
    options: z.strictObject({ path: z.string().optional() }),
    labelOf: () => 'class',
    sources: given.sources ?? [],
    env: { CONVBENCH_CACHE: join(root, 'cache'), ...given.env },
  });
}

async function firstBytes(from: ReturnType<typeof dataset>, path?: string) {
  const split = await from.open('train', { path }, native);
  const target = new Uint8Array(split.length * 3072);
  split.read(
    Array.from({ length: split.length }, (_, i) => i),
    target,
  );
  const firsts = Array.from({ length: split.length }, (_, i) => target[3072 * i]);
  expect(firsts).toEqual(Array.from(split.labels, (label) => 20 * label));
  return firsts;
}

const allTrain = [0, 80, 20, 100, 40, 120, 60, 140, 80, 160];

describe('a whole set', () => {
  test.each(['', 'cifar10', CIFAR10.folder, join('cifar10', CIFAR10.folder)])(
    'is found in CONVBENCH_DATA/%s',
    async (subfolder) => {
      await put(join(own(), subfolder));
      const found = dataset({ env: { CONVBENCH_DATA: own() } });
      expect(await found.check({})).toEqual({
        found: true,
        location: join(own(), subfolder),
        bytes: 12 * 3073,
      });
      expect(await firstBytes(found)).toEqual(allTrain);
    },
  );

  test('is read from its archive, with the same images and the same checksum', async () => {
    await mkdir(own());
    const packed = dataset({ facts: await putArchive(own()), env: { CONVBENCH_DATA: own() } });
    expect(await packed.check({})).toMatchObject({ found: true });
    expect(await firstBytes(packed)).toEqual(allTrain);
    await put(cache());
    const unpacked = await dataset().info({}, native);
    expect(await packed.info({}, native)).toEqual(unpacked);
  });

  test.each<[string, Record<string, Buffer | null>, RegExp]>([
    ['an absent file', { 'data_batch_3.bin': null }, /only a part.*no data_batch_3\.bin/],
    ['a short file', { 'test_batch.bin': record(1) }, /expected 6146 bytes, found 3073/],
    [
      'a label that is no class',
      { 'data_batch_1.bin': Buffer.concat([record(1), record(12)]) },
      /found 12 in record 1/,
    ],
  ])('with %s is refused, and no other place is taken instead', async (_what, change, reason) => {
    await put(own(), change);
    await put(cache());
    const status = await dataset({ env: { CONVBENCH_DATA: own() } }).check({});
    if (status.found) expect.unreachable('the damage was not seen');
    expect(status.reason).toMatch(reason);
    expect(status.remedy).not.toBe('');
  });
});

describe('by the option path', () => {
  test('a folder with some of the files is used, with its real counts', async () => {
    await put(own(), { 'data_batch_2.bin': null, 'data_batch_4.bin': null });
    const info = await dataset().info({ path: own() }, native);
    expect(info).toMatchObject({ trainImages: 6, testImages: 2 });
    expect(await firstBytes(dataset(), own())).toEqual([0, 80, 40, 120, 80, 160]);
  });

  test('other names and lengths are taken as they are: train*.bin and test*.bin', async () => {
    await mkdir(own());
    await writeFile(join(own(), 'train_3.bin'), Buffer.concat([record(1), record(2), record(3)]));
    await writeFile(join(own(), 'batches.meta.txt'), 'names');
    const info = await dataset().info({ path: own() }, native);
    expect(info).toMatchObject({ trainImages: 3, testImages: 0 });
    expect(info.normalization.mean[0]).toBeCloseTo(40 / 255, 12);
    await expect(dataset().open('test', { path: own() }, native)).rejects.toThrow(
      'holds no test images of CIFAR-10',
    );
  });

  test('a test file alone gives its own mean', async () => {
    await mkdir(own());
    await writeFile(join(own(), 'test_batch.bin'), record(5));
    const { normalization, preprocessing } = await dataset().info({ path: own() }, native);
    expect(normalization.mean[0]).toBeCloseTo(100 / 255, 12);
    expect(preprocessing).toContain('of the 1 test images');
  });

  test('an archive of another name is read without a published checksum', async () => {
    await mkdir(own());
    await putArchive(own());
    const path = join(own(), 'mine.tgz');
    await copyFile(join(own(), facts.archive.name), path);
    expect(await firstBytes(dataset(), path)).toEqual(allTrain);
  });

  test.each([
    ['nowhere', 'is not there'],
    ['empty', 'holds no files of CIFAR-10'],
    ['file.zip', 'is no archive by its name'],
    ['broken.tar.gz', 'cannot be unpacked'],
    [CIFAR10.archive.name, 'expected MD5'],
  ])('%s is refused', async (name, reason) => {
    await mkdir(join(own(), 'empty'), { recursive: true });
    for (const file of ['file.zip', 'broken.tar.gz', CIFAR10.archive.name])
      await writeFile(join(own(), file), 'x');
    const status = await dataset().check({ path: join(own(), name) });
    if (status.found) expect.unreachable('it is no data set');
    expect(status.reason).toContain(reason);
    expect(status.remedy).toContain('option path');
  });
});

describe('fetching', () => {
  const bringing = (content: () => Promise<void>, title = 'a source'): FetchSource => ({
    title,
    fetchInto: async (folder) => {
      await content();
      await copyFile(join(root, facts.archive.name), join(folder, facts.archive.name));
    },
  });

  test('unpacks a verified archive into the cache; damage of later is seen', async () => {
    const packed = await putArchive(root);
    const fetching = dataset({ facts: packed, sources: [bringing(async () => undefined)] });
    await fetching.fetch!({}, () => undefined);
    expect(await fetching.check({})).toMatchObject({ found: true, location: cache() });
    expect((await readdir(cache())).sort()).toEqual(
      ['SHA256SUMS', ...Object.keys(contents)].sort(),
    );
    expect(await firstBytes(fetching)).toEqual(allTrain);
    await writeFile(join(cache(), 'data_batch_5.bin'), Buffer.concat([record(1), record(1)]));
    const status = await fetching.check({});
    if (status.found) expect.unreachable('the damage was not seen');
    expect(status.reason).toMatch(/data_batch_5\.bin has the wrong content: expected SHA-256/);
  });

  test('never installs an archive of another content', async () => {
    await putArchive(root);
    const fetched = dataset({ sources: [bringing(async () => undefined)] }).fetch!(
      {},
      () => undefined,
    );
    await expect(fetched).rejects.toThrow(/a source: .*wrong content: expected MD5/);
    expect(await readdir(join(root, 'cache', 'datasets'))).toEqual([]);
  });

  test('does nothing for a path of the user', async () => {
    await put(own());
    const never = bringing(() => Promise.reject(new Error('must not be asked')));
    await dataset({ sources: [never] }).fetch!({ path: own() }, () => undefined);
    await expect(
      dataset({ sources: [never] }).fetch!({ path: join(root, 'no') }, () => undefined),
    ).rejects.toThrow('is not there');
  });
});

test('case D14: coarse and fine labels are two sets of classes over the same images', async () => {
  await mkdir(own());
  await copyFile(
    new URL('../../../../test/fixtures/cases/D14/cifar100_two.bin', import.meta.url),
    join(own(), 'test_two.bin'),
  );
  const hundred = cifarDataset({
    facts: CIFAR100,
    options: z.strictObject({ path: z.string(), labels: z.enum(['fine', 'coarse']) }),
    labelOf: ({ labels }) => labels,
    sources: [],
  });
  const fine = await hundred.open('test', { path: own(), labels: 'fine' }, native);
  const coarse = await hundred.open('test', { path: own(), labels: 'coarse' }, native);
  expect([Array.from(fine.labels), fine.classes.length]).toEqual([[19, 77], 100]);
  expect([Array.from(coarse.labels), coarse.classes.length]).toEqual([[11, 4], 20]);
  expect(fine.classes[19]).toBe('cattle');
  expect(coarse.classes[11]).toBe('large_omnivores_and_herbivores');
});
