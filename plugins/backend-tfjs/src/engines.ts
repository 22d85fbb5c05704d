/** @file The engines of this backend as data. A device of the backend is one engine: figures of two never mix. */
import { parseDevice, UserError } from '@convbench/spec/plain';

export const ROOM = 'backend-tfjs';

/** What computes: libtensorflow by the binding of one of two npm packages, or the code of an npm package itself. */
export type Library =
  'tfjs-node' | 'tfjs-node-gpu' | 'tfjs-backend-webgpu' | 'tfjs-backend-wasm' | 'tfjs-backend-cpu';

/**
 * `graph`: the network is one TensorFlow graph, which the library optimises and runs as a whole.
 * `eager`: one operator of TensorFlow.js after another, as most programs with TensorFlow.js run.
 */
export type Execution = 'graph' | 'eager';

export interface Engine {
  readonly device: string;
  readonly title: string;
  readonly library: Library;
  readonly execution: Execution;
  readonly usesGpu: boolean;
  readonly canTrain: boolean;
  /** A machine may have several, told apart by a number: 'node-gpu-graph:1'. */
  readonly isNumbered?: true;
}

export const ENGINES = [
  {
    device: 'node-graph',
    title: 'TensorFlow graph on the CPU',
    library: 'tfjs-node',
    execution: 'graph',
    usesGpu: false,
    canTrain: true,
  },
  {
    device: 'node-eager',
    title: 'TensorFlow operator by operator on the CPU',
    library: 'tfjs-node',
    execution: 'eager',
    usesGpu: false,
    canTrain: false,
  },
  {
    device: 'node-gpu-graph',
    title: 'TensorFlow graph on a CUDA GPU',
    library: 'tfjs-node-gpu',
    execution: 'graph',
    usesGpu: true,
    canTrain: true,
    isNumbered: true,
  },
  {
    device: 'node-gpu-eager',
    title: 'TensorFlow operator by operator on a CUDA GPU',
    library: 'tfjs-node-gpu',
    execution: 'eager',
    usesGpu: true,
    canTrain: false,
    isNumbered: true,
  },
  {
    device: 'webgpu',
    title: 'WebGPU',
    library: 'tfjs-backend-webgpu',
    execution: 'eager',
    usesGpu: true,
    canTrain: false,
  },
  {
    device: 'wasm',
    title: 'WebAssembly',
    library: 'tfjs-backend-wasm',
    execution: 'eager',
    usesGpu: false,
    canTrain: false,
  },
  {
    device: 'cpu',
    title: 'plain JavaScript',
    library: 'tfjs-backend-cpu',
    execution: 'eager',
    usesGpu: false,
    canTrain: false,
  },
] as const satisfies readonly [Engine, ...Engine[]];

/** @throws UserError for a device that is not in the table. */
export function engineOf(device: string): Engine {
  const { kind, index } = parseDevice(device);
  const engine: Engine | undefined = ENGINES.find((entry) => entry.device === kind);
  if (engine && (index === undefined || engine.isNumbered)) return engine;
  const devices = ENGINES.map((entry) => entry.device).join(', ');
  throw new UserError(
    ROOM,
    `There is no engine '${device}' in the backend tfjs.`,
    `Choose one of: ${devices}.`,
  );
}
