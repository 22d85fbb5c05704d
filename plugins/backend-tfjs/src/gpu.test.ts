import { describe, expect, it } from 'vitest';
import { engineOf } from './engines.js';
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
