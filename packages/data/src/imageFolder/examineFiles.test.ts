import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { examineFiles } from './examineFiles.js';

let root: string;
let decoded: number;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-examine-'));
  await mkdir(join(root, 'files'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const png = (red: number, green = 0, blue = 0) =>
  sharp(Uint8Array.of(red, green, blue, red, green, blue), {
    raw: { width: 2, height: 1, channels: 3 },
  })
    .png()
    .toBuffer();

/** Writes a file that is older than the grain of clocks. */
async function put(name: string, content: Uint8Array, ageSeconds = 100): Promise<void> {
  const path = join(root, 'files', name);
  await writeFile(path, content);
  const when = Date.now() / 1000 - ageSeconds;
  await utimes(path, when, when);
}

/** Counts in `decoded` how many files were looked into. */
async function examine(...names: readonly string[]) {
  decoded = 0;
  const env = { CONVBENCH_CACHE: join(root, 'cache') };
  const rules = { rotate: 'stored', transparency: 'keep' } as const;
  return examineFiles(join(root, 'files'), names, rules, env, () => decoded++);
}

test('says what is in each file, in order', async () => {
  await put('a.png', await png(10, 20, 30));
  await put('b.png', Buffer.from('no image'));
  const { facts, decoder } = await examine('b.png', 'a.png', 'absent.png');
  const [b, a, absent] = facts;
  expect(a).toMatchObject({ problem: null, traits: [] });
  expect(a!.moments!.mean).toEqual([10, 20, 30, Math.round(0.299 * 10 + 0.587 * 20 + 0.114 * 30)]);
  expect(a!.moments!.meanOfSquares.slice(0, 3)).toEqual([100, 400, 900]);
  expect(b!.problem).toMatch(/unsupported image format/);
  expect(b!.sha256).toBe(createHash('sha256').update('no image').digest('hex'));
  expect(absent!.problem).toMatch(/ENOENT/);
  expect(decoder).toMatch(/^sharp \d+\.\d+\.\d+ \(libvips \d+\.\d+\.\d+\)$/);
});

test('looks into a file once, until it changes', async () => {
  await put('a.png', await png(10));
  await put('b.png', Buffer.from('no image'));
  const first = await examine('a.png', 'b.png');
  expect(decoded).toBe(2);
  expect(await examine('a.png', 'b.png')).toEqual(first);
  expect(decoded).toBe(0);
  await put('a.png', await png(11), 50);
  expect((await examine('a.png', 'b.png')).facts[0]!.moments!.mean[0]).toBe(11);
  expect(decoded).toBe(1);
});

test('a file that is as new as the clock is coarse is looked into again', async () => {
  await put('a.png', await png(10), 0);
  await examine('a.png');
  await examine('a.png');
  expect(decoded).toBe(1);
});

test('a damaged cache is as none', async () => {
  await put('a.png', await png(10));
  const first = await examine('a.png');
  const folder = join(root, 'cache', 'datasets', 'image-folder');
  const [name] = await readdir(folder);
  for (const damage of ['{"a.png":', '{"a.png":{"bytes":1}}']) {
    await writeFile(join(folder, name!), damage);
    const again = await examine('a.png');
    expect(decoded).toBe(1);
    expect(again.facts[0]!.sha256).toBe(first.facts[0]!.sha256);
  }
});

test('a cache folder that cannot be written is no obstacle', async () => {
  await writeFile(join(root, 'cache'), 'a file where the folder should be');
  await put('a.png', await png(10));
  expect((await examine('a.png')).facts[0]!.problem).toBeNull();
});
