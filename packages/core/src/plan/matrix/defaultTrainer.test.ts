import { defaultThreads } from '@convbench/measure';
import type { BackendPlugin } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import type { PluginSet } from '../plugins/types.js';
import { defaultTrainer } from './defaultTrainer.js';
import type { BackendProbe, PlannedBackend } from './types.js';

const reference = (name: string) =>
  ({ kind: 'backend', name, url: 'file:///x', specifier: 'x' }) as const;

function backend(
  name: string,
  members: Partial<BackendPlugin> = {},
): PluginSet['backends'][number] {
  const plugin: BackendPlugin = {
    kind: 'backend',
    apiVersion: 1,
    name,
    title: name,
    devices: ['cpu', 'gpu'],
    probe: () => Promise.reject(new Error('probed in this process')),
    open: () => Promise.reject(new Error('opened in this process')),
    openTrainer: () => Promise.reject(new Error('opened in this process')),
    ...members,
  };
  return { plugin, reference: reference(name) };
}

const plugins: PluginSet = {
  architectures: [],
  backends: [
    backend('base', { trainingSpeed: { cpu: 1 } }),
    backend('silent'),
    backend('fast', {
      trainingSpeed: { cpu: 1.5, gpu: 30, npu: 99 },
      trainingDevices: ['cpu', 'gpu'],
    }),
  ],
  datasets: [],
  reporters: [],
};

const entry = (name: string, members: Partial<PlannedBackend> = {}): PlannedBackend => ({
  name,
  title: name,
  device: 'cpu',
  canTrain: true,
  availability: { available: true, engineVersion: '1' },
  engineVersion: '1',
  reference: reference(name),
  threads: 2,
  ...members,
});

async function choose(backends: readonly PlannedBackend[], works: readonly string[]) {
  const probed: string[] = [];
  const probe = (name: string, device: string): Promise<BackendProbe> => {
    const place = `${name}:${device}`;
    probed.push(place);
    const availability = works.includes(place)
      ? ({ available: true, engineVersion: '2' } as const)
      : ({ available: false, reason: 'no', remedy: 'none' } as const);
    return Promise.resolve({ name, title: name, device, canTrain: true, availability });
  };
  const trainer = await defaultTrainer(backends, plugins, probe);
  return { trainer, place: trainer && `${trainer.name}:${trainer.device}`, probed };
}

describe('where the config names no trainer', () => {
  it('the fastest that works trains, whatever is measured', async () => {
    const everything = ['fast:gpu', 'fast:cpu', 'base:cpu'];
    const first = await choose([entry('base')], everything);
    expect(first).toMatchObject({ place: 'fast:gpu', probed: ['fast:gpu'] });
    expect(first.trainer).toMatchObject({ engineVersion: '2', threads: defaultThreads() });
    expect((await choose([entry('base')], everything.slice(1))).place).toBe('fast:cpu');
    const last = await choose([entry('silent', { canTrain: false })], ['base:cpu']);
    expect(last).toMatchObject({
      place: 'base:cpu',
      probed: ['fast:gpu', 'fast:cpu', 'base:cpu'],
    });
  });

  it('it does with the most threads that the matrix has for it', async () => {
    const sweep = [1, 4, 2].map((threads) => entry('fast', { threads }));
    expect((await choose(sweep, ['fast:cpu'])).trainer?.threads).toBe(4);
  });

  it('a measured backend of unknown speed trains if no other can', async () => {
    const alone = await choose([entry('silent', { device: 'gpu' })], ['fast:gpu']);
    expect(alone).toMatchObject({ place: 'silent:gpu', probed: [] });
    const joined = [entry('silent'), entry('base')];
    expect((await choose(joined, ['base:cpu'])).place).toBe('base:cpu');
    expect((await choose(joined, [])).place).toBe('silent:cpu');
    expect((await choose([], [])).trainer).toBeUndefined();
  });
});
