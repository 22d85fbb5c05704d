import { API_VERSION, matrixConfigSchema } from '@convbench/spec';
import type { BackendPlugin } from '@convbench/spec';
import { expect, it } from 'vitest';
import type { PluginSet } from '../plugins/types.js';
import { deviceOf, enginesOf } from '../../../../../test/support/backendOf.js';
import { planBackends } from './planBackends.js';
import { collectProblems } from './problems.js';

const plugin: BackendPlugin = {
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'engine',
  title: 'Engine',
  devices: [deviceOf('cpu'), deviceOf('cuda', { numbered: true })],
  ...enginesOf(() => Promise.reject(new Error('opened in this process'))),
  probe: () => Promise.reject(new Error('probed in this process')),
};
const plugins: PluginSet = {
  architectures: [],
  backends: [
    { plugin, reference: { kind: 'backend', name: 'engine', url: 'file:///x', specifier: 'x' } },
  ],
  datasets: [],
  reporters: [],
};

async function planned(...devices: string[]) {
  const config = matrixConfigSchema.parse({
    architectures: ['nin'],
    backends: devices.map((device) => ({ name: 'engine', device })),
    weights: 'initial',
  });
  const problems = collectProblems();
  const { backends } = await planBackends(
    config,
    plugins,
    () => Promise.resolve({ available: true, engineVersion: '1' }),
    problems,
    () => undefined,
  );
  return { devices: backends.map(({ device }) => device), problems: problems.list };
}

it('takes a number where a machine may have several devices of a kind', async () => {
  expect(await planned('cpu', 'cuda', 'cuda:1')).toEqual({
    devices: ['cpu', 'cuda', 'cuda:1'],
    problems: [],
  });
  const { devices, problems } = await planned('cpu:1', 'cudo:1');
  expect(devices).toEqual([]);
  expect(problems).toMatchObject([
    {
      problem: "The backend 'engine' has no device 'cpu:1'.",
      remedy: expect.stringContaining('It has: cpu, cuda, cuda:1.') as string,
    },
    { remedy: expect.stringContaining("Did you mean 'cuda'?") as string },
  ]);
});
