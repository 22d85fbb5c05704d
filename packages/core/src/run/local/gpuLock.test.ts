import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importPlugin } from '../../plan/plugins/importPlugin.js';
import { lockOwner } from '../../store/lockOwner.js';
import { withGpu } from './gpuLock.js';
import type { GpuUse } from './gpuLock.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'convbench-locks-'));
});
afterEach(() => rm(directory, { recursive: true }));

const url = new URL('../../../../../test/fixtures/plugins/interpreterBackend.ts', import.meta.url);
const backend = {
  kind: 'backend',
  name: 'interpreter',
  specifier: url.href,
  url: url.href,
} as const;
const { signal } = new AbortController();
const use = (changes: Partial<GpuUse> = {}): GpuUse => ({
  gpu: { backend, device: 'gpu' },
  gpus: () => [{ index: 0, uuid: 'GPU-a', name: 'NVIDIA L4' }],
  ...changes,
});
const owner = (pid: number) => JSON.stringify(lockOwner(pid));

describe('withGpu', () => {
  it('holds a lock of the GPU while the task runs', async () => {
    expect((await importPlugin(backend, 'backend')).name).toBe('interpreter');
    const messages: string[] = [];
    const options = { directory, signal, onWait: (message: string) => messages.push(message) };
    const during = await withGpu(use(), options, () => readdir(directory));
    expect(during).toEqual(['GPU-a.lock']);
    expect(await readdir(directory)).toEqual([]);
    await expect(
      withGpu(use(), options, () => Promise.reject(new Error('crashed'))),
    ).rejects.toThrow('crashed');
    expect(await readdir(directory)).toEqual([]);
    expect(messages).toEqual([]);
  });

  it('waits for another process, and says so once', async () => {
    const path = join(directory, 'GPU-a.lock');
    await writeFile(path, owner(process.ppid));
    const messages: string[] = [];
    const options = {
      directory,
      signal,
      pollMs: 10,
      onWait: (message: string) => {
        messages.push(message);
        setTimeout(() => void rm(path), 50);
      },
    };
    expect(await withGpu(use(), options, () => Promise.resolve('done'))).toBe('done');
    expect(messages).toEqual([
      expect.stringMatching(
        `^Process ${process.ppid} on .* waiting for its turn\\. If it does not compute any more, delete the lock\\.$`,
      ),
    ]);
  });

  it('takes over the lock of a process that died', async () => {
    const { pid } = spawnSync('true');
    const path = join(directory, 'GPU-a.lock');
    await writeFile(path, owner(pid));
    const options = { directory, signal, onWait: () => expect.unreachable() };
    const held = await withGpu(use(), options, async () => {
      const [claim = ''] = await readdir(path);
      return readFile(join(path, claim), 'utf8');
    });
    expect(JSON.parse(held ?? '')).toMatchObject({ pid: process.pid });
  });

  it.skipIf(process.platform === 'win32')(
    'follows no link that another user has put in place of the folder',
    async () => {
      const secret = join(directory, 'private');
      await mkdir(secret, { mode: 0o700 });
      const link = join(directory, 'link');
      await symlink(secret, link);
      const options = { directory: link, signal, onWait: () => expect.unreachable() };
      await expect(withGpu(use(), options, () => expect.unreachable())).rejects.toThrow(
        'is a link or a file',
      );
      expect((await stat(secret)).mode & 0o777).toBe(0o700);
      expect(await readdir(secret)).toEqual([]);
    },
  );

  it('gives the waiting up with the signal', async () => {
    await writeFile(join(directory, 'GPU-a.lock'), owner(process.ppid));
    const controller = new AbortController();
    const options = { directory, signal: controller.signal, onWait: () => controller.abort() };
    const task = () => expect.unreachable();
    expect(await withGpu(use(), options, task)).toBeUndefined();
  });

  it('takes all GPUs for one where it is not known which is used', async () => {
    const gpus = () => [
      { index: 0, uuid: 'GPU-a', name: 'NVIDIA L4' },
      { index: 1, uuid: 'GPU-b', name: 'NVIDIA L40' },
    ];
    const options = { directory, signal, onWait: () => expect.unreachable() };
    expect(await withGpu(use({ gpus }), options, () => readdir(directory))).toEqual(['any.lock']);
  });

  it('is no matter of what needs no GPU', async () => {
    const options = { directory, signal, onWait: () => expect.unreachable() };
    const free = use({ gpu: undefined });
    expect(await withGpu(free, options, () => readdir(directory))).toEqual([]);
  });
});
