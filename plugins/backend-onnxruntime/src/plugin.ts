/** @file The onnxruntime backend. */
import { API_VERSION, type BackendPlugin } from '@convbench/spec';
import { EXECUTION_PROVIDERS } from './executionProviders.js';
import { probe } from './probe.js';
import { open } from './session.js';
import { openTrainer } from './trainer.js';

const [cpu, ...others] = EXECUTION_PROVIDERS;

export const onnxruntime: BackendPlugin = {
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'onnxruntime',
  title: 'ONNX Runtime',
  devices: [cpu.device, ...others.map(({ device }) => device)],
  probe,
  open,
  openTrainer: (training, state, options) => openTrainer(training, state, options),
};
