/** @file The onnxruntime backend. */
import { vulkanEnvironment } from '@convbench/native';
import { API_VERSION, parseDevice, type BackendPlugin } from '@convbench/spec';
import { cudaEnvironment } from './cuda/environment.js';
import { cudaFacts } from './cuda/facts.js';
import { executionProviders } from './executionProviders.js';
import { probe } from './probe.js';
import { open, openOnnx } from './session.js';
import { setup } from './setup/setup.js';
import { openTrainer } from './trainer.js';

/** Those of the stock build; '' is ONNX's own. */
const ONNX_DOMAINS = [
  '',
  'ai.onnx.ml',
  'ai.onnx.preview.training',
  'com.microsoft',
  'com.microsoft.nchwc',
  'com.ms.internal.nhwc',
];

const [cpu, ...others] = executionProviders();
const all = [cpu, ...others];
const isCuda = (kind: string): boolean => ['cuda', 'tensorrt'].includes(kind);

export const onnxruntime: BackendPlugin = {
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'onnxruntime',
  title: 'ONNX Runtime',
  devices: [cpu.device, ...others.map(({ device }) => device)],
  numberedDevices: all.filter(({ isNumbered }) => isNumbered).map(({ device }) => device),
  environment: async (device, current, directory) => {
    const { kind, index = 0 } = parseDevice(device);
    if (isCuda(kind)) return cudaEnvironment(current, { index, directory });
    return kind === 'webgpu' ? vulkanEnvironment(current) : {};
  },
  describeDevice: async (device) => (isCuda(parseDevice(device).kind) ? cudaFacts() : {}),
  probe,
  open,
  // microsoft/onnxruntime#29651 and #26734.
  checkedAgainst: { webgpu: 'cpu' },
  openOnnx,
  onnxDomains: ONNX_DOMAINS,
  openTrainer: (training, state, options) => openTrainer(training, state, options),
  trainingSpeed: { cpu: 1 },
  trainingDevices: all.filter(({ lowering }) => lowering).map(({ device }) => device),
  setup,
};
