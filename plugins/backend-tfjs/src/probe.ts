/** @file Finds out whether an engine works, by computing on it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isUserError } from '@convbench/spec/plain';
import type { Availability, Graph, Engine as LoadedEngine, ProbeOptions } from '@convbench/spec';
import { graphBuilder } from '@convbench/graph';
import { start } from './engine.js';
import { engineOf, type Engine } from './engines.js';
import { materialize } from './materialize.js';
import { WEBGPU_REMEDY } from './runtime/webgpu.js';

/** Runs a convolution on the engine and checks its result. Throws a `UserError` for an unknown engine. */
export async function probe(
  device: string,
  { threads = 1 }: ProbeOptions = {},
): Promise<Availability> {
  const engine = engineOf(device);
  try {
    const loaded = await start(device, { threads });
    const problem = await tryConvolution(loaded, engine.device);
    if (problem === undefined) return { available: true, ...loaded.facts };
    return { available: false, reason: problem, remedy: remedyOf(engine) };
  } catch (error) {
    if (!isUserError(error)) throw error;
    return { available: false, reason: error.problem, remedy: error.remedy };
  }
}

async function tryConvolution(engine: LoadedEngine, device: string): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'convbench-probe-'));
  try {
    const { path, ...written } = await materialize(
      { kind: 'graph', ...tinyNetwork() },
      { device, batchSize: 1 },
      folder,
    );
    const session = await engine.open({ ...written, path, bytes: 0 }, { batchSize: 1 });
    const values = [...(await session.run(Float32Array.of(1, 2, 3, 4)))];
    await session.dispose();
    return values.join() === EXPECTED.join()
      ? undefined
      : `A convolution on ${device} gives ${values.join(', ')}, not ${EXPECTED.join(', ')}.`;
  } finally {
    await rm(folder, { recursive: true, force: true });
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
