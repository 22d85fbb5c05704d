import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTar } from './tar.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convbench-tar-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const deep = join('set', 'd'.repeat(70), 'e'.repeat(40));

async function packed(): Promise<Uint8Array> {
  await mkdir(join(folder, deep), { recursive: true });
  await writeFile(join(folder, 'set', 'empty'), '');
  await writeFile(join(folder, 'set', 'long'), Buffer.alloc(1500, 7));
  await writeFile(join(folder, deep, 'deep'), 'abc');
  await symlink('long', join(folder, 'set', 'link'));
  execFileSync('tar', ['--format=ustar', '-cf', 'set.tar', 'set'], { cwd: folder });
  return readFile(join(folder, 'set.tar'));
}

test('finds the files that the program tar packs, and only files', async () => {
  const members = readTar(await packed());
  const found = Object.fromEntries(members.map(({ path, bytes }) => [path, bytes.length]));
  expect(found).toEqual({
    'set/empty': 0,
    'set/long': 1500,
    [`${deep.replaceAll('\\', '/')}/deep`]: 3,
  });
  const long = members.find(({ path }) => path === 'set/long');
  expect(new Set(long!.bytes)).toEqual(new Set([7]));
});

test('what is cut, damaged or no archive is refused', async () => {
  const archive = await packed();
  const long = readTar(archive).find(({ path }) => path === 'set/long')!.bytes;
  const within = long.byteOffset - archive.byteOffset + 600;
  expect(() => readTar(archive.subarray(0, within))).toThrow('ends within set/long');
  expect(() => readTar(archive.subarray(0, 1024))).toThrow(/no end|ends within/);
  const damaged = Uint8Array.from(archive);
  damaged[3]! ^= 1;
  expect(() => readTar(damaged)).toThrow('header at byte 0 is damaged');
  expect(() => readTar(Buffer.alloc(2048, 'x'))).toThrow('damaged');
  expect(() => readTar(new Uint8Array(0))).toThrow('no end');
});
