/** @file The onnxruntime backend. */
import { vulkanEnvironment } from '@convbench/native';
import { API_VERSION, parseDevice } from '@convbench/spec/plain';
import type { BackendPlugin, DeviceDescriptor } from '@convbench/spec';
import { cudaEnvironment } from './cuda/environment.js';
import { executionProviders, isCuda, type ExecutionProvider } from './executionProviders.js';
import { setup } from './setup/setup.js';

/** Those of the stock build; '' is ONNX's own. */
const ONNX_DOMAINS = [
  '',
  'ai.onnx.ml',
  'ai.onnx.preview.training',
  'com.microsoft',
  'com.microsoft.nchwc',
  'com.ms.internal.nhwc',
];

/** `relativeSpeed`: ten networks on two cores, docs/training.md. GPUs have not been measured so. */
const descriptorOf = (provider: ExecutionProvider): DeviceDescriptor => ({
  name: provider.device,
  usesGpu: provider.usesGpu,
  precisions: ['float32'],
  artefact: { name: 'onnx', batch: 'one' },
  sharesTurns: !provider.usesGpu,
  ...(provider.isNumbered && { numbered: true }),
  // microsoft/onnxruntime#29651 and #26734.
  ...(provider.device === 'webgpu' && { checkedAgainst: 'cpu' }),
  ...(provider.lowering !== undefined && {
    training: provider.device === 'cpu' ? { relativeSpeed: 1 } : {},
  }),
});

const [cpu, ...others] = executionProviders();

/** Whoever plans reads this object; what computes is loaded by the process that computes. */
export const onnxruntime: BackendPlugin = {
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'onnxruntime',
  title: 'ONNX Runtime',
  devices: [descriptorOf(cpu), ...others.map(descriptorOf)],
  artefactVersion: 1,
  environment: async (device, current, directory) => {
    const { kind, index = 0 } = parseDevice(device);
    if (isCuda(device)) return cudaEnvironment(current, { index, directory });
    return kind === 'webgpu' ? vulkanEnvironment(current) : {};
  },
  probe: async (device) => (await import('./probe.js')).probe(device),
  materialize: async (...given) => (await import('./materialize.js')).materialize(...given),
  start: async (...given) => (await import('./engine.js')).start(...given),
  training: {
    open: async (training, state, options) =>
      (await import('./trainer.js')).openTrainer(training, state, options),
  },
  onnxFiles: { domains: ONNX_DOMAINS },
  profile: {
    profile: async (...given) => (await import('./session.js')).profile(...given),
  },
  setup,
};
