import { measureMemoryCopy } from '@convbench/measure';
import { initializeWeights } from '@convbench/graph';
import type { BackendPlugin, Engine, Measured, PeakRecord } from '@convbench/spec';
import { messageOf } from '../../base/errors.js';
import type { PeakResult, PeakTask } from '../tasks/messages.js';
import { openThroughFiles } from '../../plan/artefacts/writeArtefact.js';
import { importPlugin } from '../../plan/plugins/importPlugin.js';
import { convolutions, convolutionSizes, matrixProducts, matrixSizes } from './peakNetworks.js';
import type { PeakNetwork } from './peakNetworks.js';

type Rate = PeakRecord['convolution'];

/** A run of this length is long enough that calling it counts nothing, and larger sizes gain nothing. */
const longEnoughMs = 50;
const timePerSizeMs = 300;
const leastRuns = 3;

/**
 * The most that this backend gets out of the machine: the fastest run of a large matrix product, of a large convolution,
 * and of copying in memory. Sizes grow until a run is long enough; the best of them counts.
 */
export async function peakTask(task: PeakTask): Promise<PeakResult> {
  const backend = await importPlugin(task.backend, 'backend');
  const engine = await backend.start(task.device, { threads: task.threads });
  return {
    engineVersion: engine.facts.engineVersion,
    matrixProduct: await bestOf(
      { backend, engine, device: task.device },
      matrixSizes.map((size) => () => matrixProducts(size)),
    ),
    convolution: await bestOf(
      { backend, engine, device: task.device },
      convolutionSizes.map(
        ([channels, pixels]) =>
          () =>
            convolutions(channels, pixels),
      ),
    ),
    memoryCopy: {
      what: 'copying with one thread in the memory of the host, read and written',
      perSecond: measureMemoryCopy(),
    },
  };
}

/** What computes. */
interface Place {
  readonly backend: BackendPlugin;
  readonly engine: Engine;
  readonly device: string;
}

async function bestOf(place: Place, networks: readonly (() => PeakNetwork)[]): Promise<Rate> {
  let best: { what: string; perSecond: number } | undefined;
  let obstacle = 'no size was run';
  for (const build of networks) {
    const network = build();
    try {
      const fastestMs = await fastestRun(place, network);
      const perSecond = (network.flops * 1000) / fastestMs;
      if (best === undefined || perSecond > best.perSecond)
        best = { what: network.what, perSecond };
      if (fastestMs >= longEnoughMs) break;
    } catch (error) {
      // A larger one would not fit either.
      obstacle = messageOf(error);
      break;
    }
  }
  const perSecond: Measured =
    best === undefined ? { notMeasured: obstacle } : { value: best.perSecond };
  return { what: best?.what ?? 'none', perSecond };
}

async function fastestRun(
  { backend, engine, device }: Place,
  { graph, batchSize }: PeakNetwork,
): Promise<number> {
  const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });
  const session = await openThroughFiles(
    backend,
    engine,
    { kind: 'graph', graph, weights },
    { device, batchSize, precision: 'float32' },
  );
  try {
    const [, ...dimensions] = graph.input.shape as number[];
    const length = dimensions.reduce((product, size) => product * size, batchSize);
    const images = Float32Array.from({ length }, (_, index) => Math.sin(index));
    await session.run(images);
    let fastestMs = Infinity;
    const end = performance.now() + timePerSizeMs;
    for (let runs = 0; runs < leastRuns || performance.now() < end; runs++) {
      const before = performance.now();
      await session.run(images);
      fastestMs = Math.min(fastestMs, performance.now() - before);
    }
    return fastestMs;
  } finally {
    await session.dispose();
  }
}
