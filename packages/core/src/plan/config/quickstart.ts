import { matrixConfigSchema } from '@convbench/spec';
import type { LoadedConfig } from './types.js';

/** What `convbench run` does without a config: small networks on a small data set, done within minutes. */
export function quickstartConfig(): LoadedConfig {
  const config = matrixConfigSchema.parse({
    title: 'Quickstart: four networks on Fashion-MNIST',
    architectures: [
      'nin',
      // A quarter of the channels, as in Dive into Deep Learning, which trains on the same data set.
      { id: 'vgg11', options: { width: 0.25 } },
      'googlenet-v1-d2l',
      'googlenet-v2-d2l',
    ],
    backends: [{ name: 'onnxruntime', device: 'cpu' }],
    datasets: ['fashion-mnist'],
    batchSizes: [1, 32],
    inputSizes: [32],
  });
  return { config, directory: process.cwd() };
}
