import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from './lock.js';
import { lockOwner } from './lockOwner.js';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'convbench-lock-'));
  path = join(directory, 'results.lock');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const options = { purpose: 'test' };
const dead = { ...lockOwner(), pid: spawnSync('true').pid, processStart: '1' };
const claim = '00000000-0000-4000-8000-000000000000.json';
async function plant(owner: unknown): Promise<void> {
  await mkdir(path);
  await writeFile(join(path, claim), typeof owner === 'string' ? owner : JSON.stringify(owner));
}

it('has one holder, and leaves nothing', async () => {
  const lock = await takeLock(path, options);
  expect(await takeLock(path, options)).toEqual({
    holder: expect.stringContaining(`Process ${process.pid} on `),
  });
  if (!('release' in lock)) return expect.unreachable();
  await lock.release();
  expect(await readdir(directory)).toEqual([]);
});

/** 10,000 of them, by several processes: `npm run check:locks`. */
it('has one holder when many take over from one that died', async () => {
  for (let trial = 0; trial < 40; trial++) {
    await plant(dead);
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeLock(path, options)));
    const held = taken.filter((each) => 'release' in each);
    expect(held).toHaveLength(1);
    for (const each of held) await each.release();
  }
});

it('is not lost to one who releases a lock that was taken from it', async () => {
  const lock = await takeLock(path, options);
  if (!('release' in lock)) return expect.unreachable();
  await rm(path, { recursive: true });
  const other = await takeLock(path, options);
  await lock.release();
  expect(other).toHaveProperty('release');
  expect(await takeLock(path, options)).toHaveProperty('holder');
});

describe('in a folder that others may write in', () => {
  const shared = { ...options, shared: true };

  it('takes over from a claim that nobody can have made', async () => {
    for (const text of ['', 'no JSON', '{"pid":-1}', 'x'.repeat(100_000)]) {
      await plant(text);
      const lock = await takeLock(path, shared);
      if (!('release' in lock)) return expect.unreachable();
      await lock.release();
    }
  });

  it.skipIf(process.platform !== 'linux' || process.getuid?.() === 0)(
    'takes over from a claim that names a process of another user',
    async () => {
      // Process 1 runs for ever, and its start can be read by anybody.
      await plant(lockOwner(1));
      expect(await takeLock(path, shared)).toHaveProperty('release');
    },
  );

  it.skipIf(process.platform === 'win32')('lets others delete the claim', async () => {
    await takeLock(path, shared);
    expect((await stat(path)).mode & 0o777).toBe(0o777);
  });

  it.skipIf(process.platform === 'win32')('refuses pipes and links, without a wait', async () => {
    execFileSync('mkfifo', [path]);
    await expect(takeLock(path, shared)).rejects.toThrow('should be a lock');
    await rm(path);
    const secret = join(directory, 'secret');
    await mkdir(secret);
    await writeFile(join(secret, claim), 'no claim');
    await symlink(secret, path);
    await expect(takeLock(path, shared)).rejects.toThrow('should be a lock');
    expect(await readdir(secret)).toEqual([claim]);
    await rm(path);
    await mkdir(path);
    execFileSync('mkfifo', [join(path, claim)]);
    expect(await takeLock(path, shared)).toHaveProperty('release');
  });
});

it('says what keeps it from being made', async () => {
  await expect(takeLock(join(directory, 'no', 'lock'), options)).rejects.toThrow('ENOENT');
});
