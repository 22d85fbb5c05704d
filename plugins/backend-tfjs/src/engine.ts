/** @file An engine, loaded and without a network. */
import { gpuFacts } from '@convbench/native';
import type { Device, EngineFacts, EngineOptions, Engine as LoadedEngine } from '@convbench/spec';
import { openEagerSession, type EagerRuntime } from './eager/eagerSession.js';
import { engineOf, type Engine } from './engines.js';
import { openGraphSession } from './graph/graphSession.js';
import { requireGpu } from './gpu.js';
import { loadJavascript } from './runtime/javascript.js';
import { loadWebgpu } from './runtime/webgpu.js';
import { loadNative, NATIVE_PACKAGES, TENSORFLOW, type NativeRuntime } from './runtime/native.js';

/** Of the npm packages, exact in this plugin's manifest. */
const TFJS_VERSION = '4.22.0';

/**
 * Loads a library; TensorFlow makes the device ready while it loads.
 *
 * @throws UserError when the engine does not work here.
 */
export async function start(device: Device, { threads }: EngineOptions): Promise<LoadedEngine> {
  const engine = engineOf(device);
  const common = {
    facts: await factsOf(engine, threads),
    describe: async () => (engine.library === 'tfjs-node-gpu' ? gpuFacts() : {}),
    // Libraries stay loaded until their process ends.
    stop: () => Promise.resolve(),
  };
  if (engine.execution === 'graph') {
    const runtime = await nativeRuntime(engine, threads);
    return {
      ...common,
      open: async (artefact, options) => openGraphSession(runtime, engine, artefact, options),
    };
  }
  const runtime = await eagerRuntime(engine, threads);
  return { ...common, open: (artefact, options) => openEagerSession(runtime, artefact, options) };
}

/** The version names the library that computes: figures of two versions of libtensorflow are of two engines. */
export async function factsOf(engine: Engine, threads?: number): Promise<EngineFacts> {
  if (engine.library in NATIVE_PACKAGES) {
    const { version } = await nativeRuntime(engine, threads);
    return { engineVersion: `${TFJS_VERSION}, libtensorflow ${version}` };
  }
  if (engine.library !== 'tfjs-backend-webgpu') return { engineVersion: TFJS_VERSION };
  const { adapter } = await loadWebgpu();
  return {
    engineVersion: TFJS_VERSION,
    deviceName: adapter.name,
    softwareAdapter: adapter.isSoftware,
  };
}

/** @throws UserError also where the engine wants a GPU and TensorFlow has none. */
export async function nativeRuntime(engine: Engine, threads?: number): Promise<NativeRuntime> {
  if (engine.library !== 'tfjs-node' && engine.library !== 'tfjs-node-gpu')
    throw new Error(`The engine ${engine.device} has no native library.`);
  const runtime = await loadNative(engine.library, threads);
  if (engine.library === 'tfjs-node-gpu') requireGpu(engine, runtime);
  return runtime;
}

export async function eagerRuntime(engine: Engine, threads?: number): Promise<EagerRuntime> {
  const facts = { engine: engine.title };
  switch (engine.library) {
    case 'tfjs-node':
    case 'tfjs-node-gpu': {
      const runtime = await nativeRuntime(engine, threads);
      const asRun = { ...facts, libtensorflow: runtime.version, threads: runtime.threads };
      return { tf: runtime.tf, backend: TENSORFLOW, asRun };
    }
    case 'tfjs-backend-webgpu': {
      const { tf, adapter } = await loadWebgpu();
      return { tf, backend: 'webgpu', asRun: { ...facts, adapter: adapter.name } };
    }
    case 'tfjs-backend-wasm': {
      const tf = await loadJavascript('wasm');
      // Its threads need a browser's workers; under Node it has one.
      const simd = Boolean(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'));
      return { tf, backend: 'wasm', asRun: { ...facts, simd, threads: 1 } };
    }
    case 'tfjs-backend-cpu': {
      const tf = await loadJavascript('cpu');
      return { tf, backend: 'cpu', asRun: { ...facts, threads: 1 } };
    }
  }
}
