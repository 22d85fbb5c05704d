import { describe, expect, it } from 'vitest';
import { engineOf } from './engines.js';
import { tfjs } from './plugin.js';
import { requireGpu } from './gpu.js';

describe('an engine on a GPU', () => {
  const engine = engineOf('node-gpu-graph');

  it('works where TensorFlow uses a GPU', () => {
    expect(() => requireGpu(engine, { usesGpu: true })).not.toThrow();
  });

  it.each([
    [['libcuda.so.1', 'libcudnn.so.9'], /missing: libcuda\.so\.1, libcudnn\.so\.9\. .*driver/],
    [['libcudnn.so.9'], /missing: libcudnn\.so\.9\. Run `convbench setup tfjs gpu`/],
    [[], /found no GPU that it can use\. See `nvidia-smi`/],
  ])('fails where it would use the CPU, and names what is missing: %j', (missing, message) => {
    const open = () => requireGpu(engine, { usesGpu: false }, () => missing);
    expect(open).toThrow(/would run node-gpu-graph on the CPU/);
    expect(open).toThrow(message);
  });
});

describe('several GPUs', () => {
  it('are told apart by a number, which only engines of a GPU may have', () => {
    expect(tfjs.devices.filter(({ numbered }) => numbered).map(({ name }) => name)).toEqual([
      'node-gpu-graph',
      'node-gpu-eager',
    ]);
    expect(engineOf('node-gpu-eager:2').device).toBe('node-gpu-eager');
    expect(() => engineOf('node-graph:1')).toThrow("There is no engine 'node-graph:1'");
  });

  it('are shown to a process one at a time', async () => {
    const environment = (device: string) =>
      tfjs.environment?.(device, { CUDA_VISIBLE_DEVICES: '3,5' }, '/nowhere');
    expect(await environment('node-gpu-graph')).toMatchObject({ CUDA_VISIBLE_DEVICES: '3' });
    expect(await environment('node-gpu-graph:1')).toMatchObject({ CUDA_VISIBLE_DEVICES: '5' });
    expect(await environment('node-graph')).toEqual({});
    await expect(environment('node-gpu-eager:2')).rejects.toThrow('There is no GPU 2');
  });
});
