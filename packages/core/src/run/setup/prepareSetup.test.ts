import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDirectory } from '@convbench/data';
import { API_VERSION } from '@convbench/spec';
import type { BackendPlugin, BackendSetup, SetupRequest } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PluginSet } from '../../plan/plugins/types.js';
import { lockOwner } from '../../store/lockOwner.js';
import { backendsWithSetup, prepareSetup, resolveShortForm } from './prepareSetup.js';

let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'convbench-setups-'));
  vi.stubEnv('CONVBENCH_CACHE', cache);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

const asked: SetupRequest[] = [];
const setup: BackendSetup = {
  targets: [
    { name: 'cpu', title: 'for the CPU', devices: [] },
    { name: 'gpu', title: 'for a GPU', devices: [] },
  ],
  options: [],
  plan: async (request) => {
    asked.push(request);
    return { steps: ['fetch'], downloadBytes: 1, diskBytes: 2, location: '/x', missing: [] };
  },
  run: async (request, onProgress) => onProgress({ message: `setting up ${request.target}` }),
};

function backend(name: string, more: Partial<BackendPlugin>): PluginSet['backends'][number] {
  const plugin = { kind: 'backend', apiVersion: API_VERSION, name, title: name, ...more };
  return {
    plugin: plugin as BackendPlugin,
    reference: { specifier: name, url: name, kind: 'backend', name },
  };
}
const plugins: PluginSet = {
  architectures: [],
  backends: [backend('plain', {}), backend('native', { setup })],
  datasets: [],
  reporters: [],
};

describe('a set-up', () => {
  it('is that of the first target in a folder of the cache, if nothing else is asked', async () => {
    const prepared = await prepareSetup(plugins, { backend: 'native' });
    expect(prepared.target.name).toBe('cpu');
    expect(prepared.plan.steps).toEqual(['fetch']);
    const directory = join(cacheDirectory(), 'backends', 'native');
    expect(asked.at(-1)).toEqual({ target: 'cpu', options: {}, directory });
    const messages: string[] = [];
    expect(await prepared.run(({ message }) => messages.push(message))).toEqual([]);
    expect(messages).toEqual(['setting up cpu']);
  });

  it('gets the options that were given', async () => {
    await prepareSetup(plugins, { backend: 'native', target: 'gpu', options: { official: true } });
    expect(asked.at(-1)).toMatchObject({ target: 'gpu', options: { official: true } });
  });

  it.each([
    [{ backend: 'nativ' }, "There is no backend 'nativ'. Did you mean 'native'?"],
    [{ backend: 'plain' }, "The backend 'plain' needs no set-up. These have one: native."],
    [{ backend: 'native', target: 'gp' }, "no set-up 'gp'. Did you mean 'gpu'? Known: cpu, gpu."],
  ])('is refused for %j', async (choice, message) => {
    await expect(prepareSetup(plugins, choice)).rejects.toThrow(message);
  });

  it('has a short form where only one backend has a target of that name', () => {
    expect(resolveShortForm(plugins, 'gpu')).toEqual({ backend: 'native', target: 'gpu' });
    expect(resolveShortForm(plugins, 'native')).toEqual({ backend: 'native' });
    expect(resolveShortForm(plugins, 'tpu')).toEqual({ backend: 'tpu' });
    const two = { ...plugins, backends: [...plugins.backends, backend('other', { setup })] };
    expect(resolveShortForm(two, 'gpu')).toEqual({ backend: 'gpu' });
    const named = { ...plugins, backends: [...plugins.backends, backend('gpu', {})] };
    expect(resolveShortForm(named, 'gpu')).toEqual({ backend: 'gpu' });
  });

  it('runs in one process at a time, and takes over from one that died', async () => {
    const directory = join(cache, 'backends', 'native');
    await mkdir(directory, { recursive: true });
    const heldBy = (pid: number) =>
      writeFile(join(directory, 'setup.lock'), JSON.stringify(lockOwner(pid)));
    const { run } = await prepareSetup(plugins, { backend: 'native' });
    await heldBy(process.ppid);
    await expect(run(() => undefined)).rejects.toThrow(
      `Process ${process.ppid} on ${hostname()} is setting up 'native' already.`,
    );
    await heldBy(spawnSync('true').pid);
    await run(() => undefined);
    expect(await readdir(directory)).toEqual([]);
  });

  it('is found among the backends', () => {
    expect(backendsWithSetup(plugins).map(({ plugin }) => plugin.name)).toEqual(['native']);
  });
});
