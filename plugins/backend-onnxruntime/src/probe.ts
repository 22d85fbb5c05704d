/** @file Finds out whether a device works, by computing on it. */
import { encodeOnnxModel } from '@convbench/formats';
import { softwareVulkan } from '@convbench/native';
import { isUserError, parseDevice, UserError } from '@convbench/spec/plain';
import type { Availability, Device, EngineFacts } from '@convbench/spec';
import { createSession, reasonOf } from './createSession.js';
import { missingLink, type MissingLink } from './cuda/chain.js';
import { executionProvider, type ExecutionProvider } from './executionProviders.js';
import { loadRuntime, ROOM, type Runtime } from './runtime.js';

/** Runs a convolution on the device and checks its result. Throws a `UserError` for an unknown device. */
export async function probe(device: string): Promise<Availability> {
  const provider = executionProvider(device);
  let runtime: Runtime;
  try {
    runtime = await loadRuntime();
  } catch (error) {
    if (!isUserError(error)) throw error;
    return { available: false, reason: error.problem, remedy: error.remedy };
  }
  const problem = await tryConvolution(runtime, provider, device);
  if (problem !== undefined) {
    const link = await missingLinkOf(provider);
    const { problem: reason, remedy } = link ?? { problem, remedy: provider.remedy };
    return { available: false, reason, remedy };
  }
  return { available: true, ...factsOf(runtime, device) };
}

/** @throws UserError where the device does not compute. */
export async function readyDevice(
  runtime: Runtime,
  provider: ExecutionProvider,
  device: Device,
): Promise<void> {
  const problem = await tryConvolution(runtime, provider, device);
  if (problem !== undefined) throw new UserError(ROOM, problem, provider.remedy);
}

export function factsOf({ env: { versions } }: Runtime, device: Device): EngineFacts {
  const software = parseDevice(device).kind === 'webgpu' ? softwareVulkan() : undefined;
  return {
    engineVersion: versions.node ?? versions.common,
    ...(software !== undefined && { deviceName: software, softwareAdapter: true }),
  };
}

/** onnxruntime says only that its provider does not load. */
async function missingLinkOf({ device }: ExecutionProvider): Promise<MissingLink | undefined> {
  return device === 'cuda' || device === 'tensorrt' ? missingLink(device) : undefined;
}

/** What went wrong, or undefined. */
async function tryConvolution(
  runtime: Runtime,
  provider: ExecutionProvider,
  device: string,
): Promise<string | undefined> {
  try {
    const session = await createSession(runtime, provider, tinyModel(), {
      device,
      threads: 1,
      graphOptimizationLevel: 'disabled',
      enableMemPattern: true,
    });
    try {
      const x = new runtime.Tensor('float32', Float32Array.of(1, 2, 3, 4), [1, 1, 2, 2]);
      const { y } = await session.run({ x });
      const values = [...((await y?.getData()) as Float32Array)];
      return values.join() === EXPECTED.join()
        ? undefined
        : `A convolution on ${provider.title} gives ${values.join(', ')}, not ${EXPECTED.join(', ')}.`;
    } finally {
      await session.release();
    }
  } catch (error) {
    const cause = isUserError(error) ? error.cause : error;
    return `${provider.title} does not work here: ${reasonOf(cause)}.`;
  }
}

/** 2x of the image 1, 2, 3, 4. */
const EXPECTED = [2, 4, 6, 8];

function tinyModel(): Uint8Array {
  return encodeOnnxModel({
    name: 'probe',
    nodes: [{ opType: 'Conv', inputs: ['x', 'w'], outputs: ['y'] }],
    inputs: [{ name: 'x', type: 'float32', shape: [1, 1, 2, 2] }],
    outputs: [{ name: 'y', type: 'float32', shape: [1, 1, 2, 2] }],
    initializers: [{ name: 'w', type: 'float32', shape: [1, 1, 1, 1], data: [2] }],
  });
}
