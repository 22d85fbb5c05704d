import { defaultThreads } from '@convbench/measure';
import { API_VERSION } from '@convbench/spec';
import type { BackendPlugin, DeviceDescriptor } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import type { PluginSet } from '../plugins/types.js';
import { deviceOf, enginesOf } from '../../../../../test/support/backendOf.js';
import { defaultTrainer } from './defaultTrainer.js';
import type { BackendProbe, PlannedBackend } from './types.js';

const reference = (name: string) =>
  ({ kind: 'backend', name, url: 'file:///x', specifier: 'x' }) as const;

const trains = (name: string, relativeSpeed?: number) =>
  deviceOf(name, { training: relativeSpeed === undefined ? {} : { relativeSpeed } });
const silent: BackendPlugin['devices'] = [trains('cpu'), trains('gpu')];

function backend(
  name: string,
  devices: BackendPlugin['devices'] = silent,
): PluginSet['backends'][number] {
  const refused = () => Promise.reject(new Error('opened in this process'));
  const plugin: BackendPlugin = {
    kind: 'backend',
    apiVersion: API_VERSION,
    name,
    title: name,
    devices,
    ...enginesOf(refused),
    probe: () => Promise.reject(new Error('probed in this process')),
    training: { open: refused },
  };
  return { plugin, reference: reference(name) };
}

const plugins: PluginSet = {
  architectures: [],
  backends: [
    backend('base', [trains('cpu', 1), trains('gpu')]),
    backend('silent'),
    backend('fast', [trains('cpu', 1.5), trains('gpu', 30), deviceOf('npu')]),
  ],
  datasets: [],
  reporters: [],
};

const descriptorOf = (name: string, device: string): DeviceDescriptor =>
  plugins.backends
    .find(({ plugin }) => plugin.name === name)
    ?.plugin.devices.find((each) => each.name === device) ?? deviceOf(device);

const entry = (name: string, members: Partial<PlannedBackend> = {}): PlannedBackend => ({
  name,
  title: name,
  device: 'cpu',
  descriptor: descriptorOf(name, members.device ?? 'cpu'),
  canTrain: true,
  availability: { available: true, engineVersion: '1' },
  engineVersion: '1',
  reference: reference(name),
  threads: 2,
  ...members,
});

type Place = Pick<PlannedBackend, 'name' | 'device' | 'descriptor'>;

async function choose(backends: readonly PlannedBackend[], works: readonly string[]) {
  const probed: string[] = [];
  const probe = ({ name, device, descriptor }: Place): Promise<BackendProbe> => {
    const place = `${name}:${device}`;
    probed.push(place);
    const availability = works.includes(place)
      ? ({ available: true, engineVersion: '2' } as const)
      : ({ available: false, reason: 'no', remedy: 'none' } as const);
    return Promise.resolve({ name, title: name, device, descriptor, canTrain: true, availability });
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
