/** @file Finds out whether an engine works, by computing on it. */
import { isUserError, type Availability, type Graph } from '@convbench/spec';
import { graphBuilder } from '@convbench/graph';
import { engineOf, type Engine } from './engines.js';
import { NATIVE_PACKAGES } from './runtime/native.js';
import { loadWebgpu, WEBGPU_REMEDY } from './runtime/webgpu.js';
import { eagerRuntime, nativeRuntime, open } from './session.js';

/** Of the npm packages, exact in this plugin's manifest. */
const TFJS_VERSION = '4.22.0';

/** Runs a convolution on the engine and checks its result. Throws a `UserError` for an unknown engine. */
export async function probe(
  device: string,
  { threads }: { readonly threads?: number } = {},
): Promise<Availability> {
  const engine = engineOf(device);
  try {
    const engineVersion = await versionOf(engine, threads);
    const problem = await tryConvolution(engine, threads);
    if (problem === undefined)
      return {
        available: true,
        engineVersion,
        usesGpu: usesGpu(engine),
        ...(await adapterOf(engine)),
      };
    return { available: false, reason: problem, remedy: remedyOf(engine) };
  } catch (error) {
    if (!isUserError(error)) throw error;
    return { available: false, reason: error.problem, remedy: error.remedy };
  }
}

/** Names the library that computes: figures of two versions of libtensorflow are of two engines. */
async function versionOf(engine: Engine, threads: number | undefined): Promise<string> {
  if (engine.library in NATIVE_PACKAGES) {
    const { version } = await nativeRuntime(engine, threads);
    return `${TFJS_VERSION}, libtensorflow ${version}`;
  }
  await eagerRuntime(engine);
  return TFJS_VERSION;
}

const usesGpu = ({ library }: Engine) =>
  library === 'tfjs-node-gpu' || library === 'tfjs-backend-webgpu';

async function adapterOf({
  library,
}: Engine): Promise<{ deviceName?: string; softwareAdapter?: boolean }> {
  if (library !== 'tfjs-backend-webgpu') return {};
  const { adapter } = await loadWebgpu();
  return { deviceName: adapter.name, softwareAdapter: adapter.isSoftware };
}

async function tryConvolution(engine: Engine, threads = 1): Promise<string | undefined> {
  const { graph, weights } = tinyNetwork();
  const session = await open(graph, weights, { device: engine.device, batchSize: 1, threads });
  try {
    const values = [...(await session.run(Float32Array.of(1, 2, 3, 4)))];
    return values.join() === EXPECTED.join()
      ? undefined
      : `A convolution on ${engine.device} gives ${values.join(', ')}, not ${EXPECTED.join(', ')}.`;
  } finally {
    await session.dispose();
  }
}

function remedyOf({ library }: Engine): string {
  if (library === 'tfjs-node') return 'Run `convbench setup tfjs cpu` again.';
  if (library === 'tfjs-node-gpu') return 'Run `convbench setup tfjs gpu` again.';
  if (library === 'tfjs-backend-webgpu') return WEBGPU_REMEDY;
  return 'Run `npm ci` again on this machine.';
}

/** 2x of the image 1, 2, 3, 4. */
const EXPECTED = [2, 4, 6, 8];

function tinyNetwork(): { graph: Graph; weights: Map<string, Float32Array> } {
  const b = graphBuilder({ name: 'probe', channels: 1, height: 2, width: 2 });
  const y = b.conv('conv', b.input, { channels: 1, kernel: 1, bias: false });
  const graph = b.build(b.flatten('logits', y));
  return { graph, weights: new Map([['conv.weight', Float32Array.of(2)]]) };
}
