/** @file The TensorFlow.js backend. */
import { visibleGpu, vulkanEnvironment } from '@convbench/native';
import { API_VERSION, parseDevice } from '@convbench/spec/plain';
import type { BackendPlugin, DeviceDescriptor } from '@convbench/spec';
import { engineOf, ENGINES, ROOM, type Engine } from './engines.js';
import { KNOWN_OUTPUT } from './knownOutput.js';
import { setup } from './setup/setup.js';

const descriptorOf = (engine: Engine): DeviceDescriptor => ({
  name: engine.device,
  usesGpu: engine.usesGpu,
  precisions: ['float32'],
  artefact:
    engine.execution === 'graph'
      ? { name: 'saved-model', batch: 'one' }
      : { name: 'graph-and-weights', batch: 'any' },
  sharesTurns: !engine.usesGpu,
  ...(engine.isNumbered && { numbered: true }),
  // WebAssembly has kernels of its own.
  ...(engine.device === 'webgpu' && { checkedAgainst: 'wasm' }),
  // Five networks on two cores (docs/tfjs.md); GPUs have not been measured. Of equals the first plugin trains:
  // onnxruntime, which needs no set-up.
  ...(engine.canTrain && { training: engine.usesGpu ? {} : { relativeSpeed: 1 } }),
});

const [first, ...others] = ENGINES;

/** Whoever plans reads this object; what computes is loaded by the process that computes. */
export const tfjs: BackendPlugin = {
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'tfjs',
  title: 'TensorFlow.js',
  devices: [descriptorOf(first), ...others.map(descriptorOf)],
  artefactVersion: 1,
  environment: async (device, current) => {
    const { library } = engineOf(device);
    if (library === 'tfjs-node-gpu')
      return visibleGpu(current, parseDevice(device).index ?? 0, ROOM);
    return library === 'tfjs-backend-webgpu' ? vulkanEnvironment(current) : {};
  },
  probe: async (...given) => (await import('./probe.js')).probe(...given),
  materialize: async (...given) => (await import('./materialize.js')).materialize(...given),
  start: async (...given) => (await import('./engine.js')).start(...given),
  training: { open: async (...given) => (await import('./trainer.js')).openTrainer(...given) },
  setup,
  knownOutput: KNOWN_OUTPUT,
};
