/** @file The TensorFlow.js backend. */
import { vulkanEnvironment } from '@convbench/native';
import { API_VERSION, type BackendPlugin } from '@convbench/spec';
import { ENGINES } from './engines.js';
import { KNOWN_OUTPUT } from './knownOutput.js';
import { probe } from './probe.js';
import { open } from './session.js';
import { setup } from './setup/setup.js';
import { openTrainer } from './trainer.js';

const [first, ...others] = ENGINES;

export const tfjs: BackendPlugin = {
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'tfjs',
  title: 'TensorFlow.js',
  devices: [first.device, ...others.map(({ device }) => device)],
  environment: async (device, current) => (device === 'webgpu' ? vulkanEnvironment(current) : {}),
  probe,
  open,
  // WebAssembly has kernels of its own.
  checkedAgainst: { webgpu: 'wasm' },
  openTrainer,
  knownOutput: KNOWN_OUTPUT,
  setup,
  // Median of five networks on two cores; docs/tfjs.md has them. GPUs have not been measured.
  trainingSpeed: { 'node-graph': 1.1 },
  trainingDevices: ENGINES.filter(({ canTrain }) => canTrain).map(({ device }) => device),
};
