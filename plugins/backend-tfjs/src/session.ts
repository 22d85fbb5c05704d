/** @file Opens a network on one of the engines. */
import type { Graph, Session, SessionOptions, Weights } from '@convbench/spec';
import { openEagerSession, type EagerRuntime } from './eager/eagerSession.js';
import { engineOf, type Engine } from './engines.js';
import { openGraphSession } from './graph/graphSession.js';
import { requireGpu } from './gpu.js';
import { loadJavascript } from './runtime/javascript.js';
import { loadWebgpu } from './runtime/webgpu.js';
import { loadNative, TENSORFLOW, type NativeRuntime } from './runtime/native.js';

/** @throws UserError when the engine does not work here, or cannot run an operator. */
export async function open(
  graph: Graph,
  weights: Weights,
  options: SessionOptions,
): Promise<Session> {
  const engine = engineOf(options.device);
  if (engine.execution === 'graph')
    return openGraphSession(
      await nativeRuntime(engine, options.threads),
      engine,
      graph,
      weights,
      options,
    );
  return openEagerSession(await eagerRuntime(engine, options.threads), graph, weights, options);
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
