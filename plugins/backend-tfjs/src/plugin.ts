/** @file The TensorFlow.js backend. */
import { gpuFacts, visibleGpu, vulkanEnvironment } from '@convbench/native';
import { API_VERSION, parseDevice, type BackendPlugin } from '@convbench/spec';
import { engineOf, ENGINES, ROOM } from './engines.js';
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
  numberedDevices: ENGINES.filter((engine) => 'isNumbered' in engine).map(({ device }) => device),
  environment: async (device, current) => {
    const { library } = engineOf(device);
    if (library === 'tfjs-node-gpu')
      return visibleGpu(current, parseDevice(device).index ?? 0, ROOM);
    return library === 'tfjs-backend-webgpu' ? vulkanEnvironment(current) : {};
  },
  describeDevice: async (device) =>
    engineOf(device).library === 'tfjs-node-gpu' ? gpuFacts() : {},
  probe,
  open,
  // WebAssembly has kernels of its own.
  checkedAgainst: { webgpu: 'wasm' },
  openTrainer,
  knownOutput: KNOWN_OUTPUT,
  setup,
  // A tie over five networks on two cores (docs/tfjs.md). Of equals the first plugin trains: onnxruntime, which needs no
  // set-up. GPUs have not been measured.
  trainingSpeed: { 'node-graph': 1 },
  trainingDevices: ENGINES.filter(({ canTrain }) => canTrain).map(({ device }) => device),
};
