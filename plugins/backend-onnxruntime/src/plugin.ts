/** @file The onnxruntime backend. */
import { vulkanEnvironment } from '@convbench/native';
import { API_VERSION, type BackendPlugin } from '@convbench/spec';
import { EXECUTION_PROVIDERS } from './executionProviders.js';
import { probe } from './probe.js';
import { open, openOnnx } from './session.js';
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

const [cpu, ...others] = EXECUTION_PROVIDERS;

export const onnxruntime: BackendPlugin = {
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'onnxruntime',
  title: 'ONNX Runtime',
  devices: [cpu.device, ...others.map(({ device }) => device)],
  environment: async (device, current) => (device === 'webgpu' ? vulkanEnvironment(current) : {}),
  probe,
  open,
  // microsoft/onnxruntime#29651 and #26734.
  checkedAgainst: { webgpu: 'cpu' },
  openOnnx,
  onnxDomains: ONNX_DOMAINS,
  openTrainer: (training, state, options) => openTrainer(training, state, options),
  trainingSpeed: { cpu: 1 },
};
