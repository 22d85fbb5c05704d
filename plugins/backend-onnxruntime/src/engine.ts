/** @file onnxruntime on a device, loaded and without a network. */
import type { Device, Engine, EngineOptions } from '@convbench/spec';
import { cudaFacts } from './cuda/facts.js';
import { executionProvider, isCuda } from './executionProviders.js';
import { factsOf, readyDevice } from './probe.js';
import { loadRuntime } from './runtime.js';
import { openSession } from './session.js';

/**
 * Loads the library; a GPU is used once, so that its context counts as the runtime's.
 *
 * @throws UserError when the library or the device does not work.
 */
export async function start(device: Device, { threads }: EngineOptions): Promise<Engine> {
  const provider = executionProvider(device);
  const runtime = await loadRuntime();
  if (provider.usesGpu) await readyDevice(runtime, provider, device);
  return {
    facts: factsOf(runtime, device),
    open: (artefact, options) =>
      openSession(runtime, provider, artefact, { ...options, device, threads }),
    describe: async () => (isCuda(device) ? cudaFacts() : {}),
    // The library stays loaded until its process ends.
    stop: () => Promise.resolve(),
  };
}
