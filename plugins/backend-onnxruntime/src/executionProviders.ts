/** @file The devices that onnxruntime may compute on, as data. */
import { parseDevice, UserError } from '@convbench/spec/plain';
import type { LoweringOptions } from './lowering/options.js';
import { ROOM } from './runtime.js';

export interface ExecutionProvider {
  readonly device: 'cpu' | 'webgpu' | 'cuda' | 'tensorrt' | 'dml' | 'coreml';
  /** Systems whose npm package can have it; all of them where it is absent. */
  readonly platform?: NodeJS.Platform;
  /** Which training steps suit it; it does not train where it is absent. */
  readonly lowering?: LoweringOptions['device'];
  readonly usesGpu: boolean;
  /** A machine may have several, told apart by a number: 'cuda:1'. */
  readonly isNumbered?: true;
  /** onnxruntime's name of it, for the record. */
  readonly title: string;
  /** Entries of onnxruntime's session configuration, without their common prefix `session.`. */
  readonly sessionConfiguration: Readonly<Record<string, string>>;
  /** What to do when the device does not work. */
  readonly remedy: string;
}

/** Otherwise operators that a provider lacks run on the CPU without a word, and the figures mean something else. */
const NO_FALLBACK = { disable_cpu_ep_fallback: '1' };

const ALL: readonly [ExecutionProvider, ...ExecutionProvider[]] = [
  {
    device: 'cpu',
    usesGpu: false,
    title: 'CPUExecutionProvider',
    lowering: 'cpu',
    sessionConfiguration: {},
    remedy: 'Run `npm ci` again on this machine.',
  },
  {
    device: 'webgpu',
    usesGpu: true,
    title: 'WebGpuExecutionProvider',
    lowering: 'webgpu',
    sessionConfiguration: NO_FALLBACK,
    remedy: 'Install a driver for Vulkan, Metal or Direct3D 12, or choose the device cpu.',
  },
  {
    device: 'cuda',
    usesGpu: true,
    title: 'CUDAExecutionProvider',
    lowering: 'cuda',
    isNumbered: true,
    sessionConfiguration: NO_FALLBACK,
    remedy: 'See what `convbench doctor` and `nvidia-smi` say, or choose the device webgpu or cpu.',
  },
  {
    device: 'tensorrt',
    usesGpu: true,
    platform: 'linux',
    title: 'TensorrtExecutionProvider',
    isNumbered: true,
    sessionConfiguration: NO_FALLBACK,
    remedy: 'See what `convbench doctor` says, or choose the device cuda.',
  },
  {
    device: 'dml',
    usesGpu: true,
    platform: 'win32',
    title: 'DmlExecutionProvider',
    sessionConfiguration: NO_FALLBACK,
    remedy: 'Install a driver for Direct3D 12, or choose the device webgpu or cpu.',
  },
  {
    device: 'coreml',
    usesGpu: true,
    platform: 'darwin',
    title: 'CoreMLExecutionProvider',
    sessionConfiguration: NO_FALLBACK,
    remedy: 'Choose the device webgpu or cpu.',
  },
];

/** Those of a system; the first is the default. */
export function executionProviders(
  system: NodeJS.Platform = process.platform,
): readonly [ExecutionProvider, ...ExecutionProvider[]] {
  const [first, ...others] = ALL;
  return [first, ...others.filter(({ platform = system }) => platform === system)];
}

/** @throws UserError for a device that this system cannot have. */
export function executionProvider(device: string): ExecutionProvider {
  const { kind, index } = parseDevice(device);
  const provider = executionProviders().find((entry) => entry.device === kind);
  if (provider && (index === undefined || provider.isNumbered)) return provider;
  const devices = executionProviders()
    .map((entry) => entry.device)
    .join(', ');
  throw new UserError(
    ROOM,
    `There is no device '${device}' in onnxruntime.`,
    `Choose one of: ${devices}.`,
  );
}

/** Whether NVIDIA's CUDA computes. */
export const isCuda = (device: string): boolean =>
  ['cuda', 'tensorrt'].includes(parseDevice(device).kind);
