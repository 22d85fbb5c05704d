/** @file The backends of TensorFlow.js that need no native library. */
import type * as tfjsCore from '@tensorflow/tfjs-core';

export type Tfjs = typeof tfjsCore;

/** The name of a backend in TensorFlow.js: 'wasm', 'cpu'. */
export async function loadJavascript(name: 'wasm' | 'cpu'): Promise<Tfjs> {
  const tf = await import('@tensorflow/tfjs-core');
  quieten(tf);
  if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  else await import('@tensorflow/tfjs-backend-cpu');
  await selectBackend(tf, name);
  return tf;
}

/** Otherwise the plain backend recommends tfjs-node on the console. */
export function quieten(tf: Tfjs): void {
  tf.env().set('PROD', true);
}

/** TensorFlow.js has one backend in use at a time, for the whole process. */
export async function selectBackend(tf: Tfjs, name: string): Promise<void> {
  if (tf.getBackend() === name) return;
  if (!(await tf.setBackend(name)))
    throw new Error(`TensorFlow.js could not start its backend '${name}'.`);
}
