/** @file The devices that onnxruntime may compute on, as data. */
import { UserError } from '@convbench/spec';
import { ROOM } from './runtime.js';

export interface ExecutionProvider {
  readonly device: 'cpu' | 'webgpu' | 'cuda';
  /** onnxruntime's name of it, for the record. */
  readonly title: string;
  /** Entries of onnxruntime's session configuration, without their common prefix `session.`. */
  readonly sessionConfiguration: Readonly<Record<string, string>>;
  /** What to do when the device does not work. */
  readonly remedy: string;
}

/** Otherwise operators that a provider lacks run on the CPU without a word, and the figures mean something else. */
const NO_FALLBACK = { disable_cpu_ep_fallback: '1' };

export const EXECUTION_PROVIDERS = [
  {
    device: 'cpu',
    title: 'CPUExecutionProvider',
    sessionConfiguration: {},
    remedy: 'Run `npm ci` again on this machine.',
  },
  {
    device: 'webgpu',
    title: 'WebGpuExecutionProvider',
    sessionConfiguration: NO_FALLBACK,
    remedy: 'Install a driver for Vulkan, Metal or Direct3D 12, or choose the device cpu.',
  },
  {
    device: 'cuda',
    title: 'CUDAExecutionProvider',
    sessionConfiguration: NO_FALLBACK,
    remedy:
      "Install NVIDIA's driver, CUDA 12 with cuDNN 9 and onnxruntime-node's CUDA libraries, or choose the device cpu.",
  },
] as const satisfies readonly ExecutionProvider[];

/** @throws UserError for a device that is not in the table. */
export function executionProvider(device: string): ExecutionProvider {
  const provider = EXECUTION_PROVIDERS.find((entry) => entry.device === device);
  if (provider) return provider;
  const devices = EXECUTION_PROVIDERS.map((entry) => entry.device).join(', ');
  throw new UserError(
    ROOM,
    `There is no device '${device}' in onnxruntime.`,
    `Choose one of: ${devices}.`,
  );
}
