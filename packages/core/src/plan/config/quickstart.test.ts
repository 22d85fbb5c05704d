import { expect, it } from 'vitest';
import { quickstartConfig } from './quickstart.js';

it('has four networks at the defaults', () => {
  const { config } = quickstartConfig();
  expect(config).toMatchObject({
    architectures: [
      { id: 'nin', options: {} },
      { id: 'vgg11', options: { width: 0.25 } },
      { id: 'googlenet-v1-d2l', options: {} },
      { id: 'googlenet-v2-d2l', options: {} },
    ],
    backends: [{ name: 'onnxruntime', device: 'cpu' }],
    datasets: [{ name: 'fashion-mnist' }],
    batchSizes: [1, 32],
    inputSizes: [32],
    plugins: [],
  });
});
