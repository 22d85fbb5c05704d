/** @file TensorFlow.js on WebGPU, which Node has not: the package `webgpu` brings Dawn, Chromium's implementation. */
import { UserError } from '@convbench/spec/plain';
import { ROOM } from '../engines.js';
import { quieten, selectBackend, type Tfjs } from './javascript.js';

export interface Adapter {
  /** As the driver calls it. */
  readonly name: string;
  readonly isSoftware: boolean;
}

export interface WebgpuRuntime {
  readonly tf: Tfjs;
  readonly adapter: Adapter;
}

export const WEBGPU_REMEDY =
  'Install a driver for Vulkan, Metal or Direct3D 12, or choose another engine.';

let loading: Promise<WebgpuRuntime> | undefined;

/**
 * The same one for every session of the process: TensorFlow.js looks for the GPU in the globals.
 *
 * @throws UserError where a package or an adapter is missing.
 */
export function loadWebgpu(): Promise<WebgpuRuntime> {
  loading ??= load();
  return loading;
}

async function load(): Promise<WebgpuRuntime> {
  const { create, globals } = await imported(() => import('webgpu'));
  const gpu = create([]);
  const found = await gpu.requestAdapter();
  if (found === null)
    throw new UserError(ROOM, 'WebGPU finds no adapter on this machine.', WEBGPU_REMEDY);
  const { description, device, vendor, architecture, isFallbackAdapter } = found.info;
  Object.assign(globalThis, globals);
  // Node 20 has no navigator; later ones have one that cannot be written to.
  const navigator = { gpu, userAgent: `Node.js/${process.versions.node}` };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  const tf = await imported(() => import('@tensorflow/tfjs-core'));
  quieten(tf);
  await imported(() => import('@tensorflow/tfjs-backend-webgpu'));
  await selectBackend(tf, 'webgpu');
  const name = description || [vendor, architecture, device].filter(Boolean).join(' ');
  return { tf, adapter: { name, isSoftware: isFallbackAdapter } };
}

async function imported<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw new UserError(
      ROOM,
      `The engine webgpu does not load: ${(cause as Error).message}.`,
      'Run `npm ci` again on this machine with optional dependencies.',
      { cause },
    );
  }
}
