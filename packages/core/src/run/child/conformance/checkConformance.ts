import { findDevice, percent } from '@convbench/spec';
import type { BackendPlugin, Conformance, Graph } from '@convbench/spec';
import { openThroughFiles } from '../../../plan/artefacts/writeArtefact.js';
import { refuseWrong } from './refuseWrong.js';
import { singleConvolutions } from './singleConvolutions.js';
import type { SingleConvolution } from './singleConvolutions.js';

/**
 * Of the standard deviation of the reference's values. Rounding in float32 reaches a tenth of it where thousands of
 * products are summed; a wrong kernel is off by whole values.
 */
const conformanceLimit = 1e-3;
/** What goes wrong for one image, or for the step to the next one, goes wrong for two. */
const mostImages = 2;

/**
 * Holds each distinct convolution of a network on the device against the same one on another device of the backend.
 * Undefined where the backend does not ask for it.
 *
 * @throws CellFailure when one is wrong: the network's figures would be those of something else.
 */
export async function checkConformance(
  backend: BackendPlugin,
  graph: Graph,
  { device, threads, ...cell }: Place & { readonly threads: number },
): Promise<Conformance | undefined> {
  const reference = findDevice(backend.devices, device)?.checkedAgainst;
  if (reference === undefined) return undefined;
  const batchSize = Math.min(cell.batchSize, mostImages);
  const computeOn = await computing(backend, { device, batchSize, threads });
  const expectedOn = await computing(backend, { device: reference, batchSize, threads });
  const convolutions = singleConvolutions(graph, batchSize);
  let maximumDeviation = 0;
  const wrong: string[] = [];
  for (const each of convolutions) {
    const values = await computeOn(each);
    const expected = await expectedOn(each);
    const deviation = relativeDeviation(values, expected);
    if (deviation <= conformanceLimit) maximumDeviation = Math.max(maximumDeviation, deviation);
    else wrong.push(`${each.what} (by ${percent(deviation, { digits: 2 })})`);
  }
  refuseWrong({
    backend: backend.name,
    device,
    what: 'distinct convolutions',
    of: convolutions.length,
    wrong,
    remedy: `Measure this network on ${reference}, or with another backend`,
  });
  return { convolutions: convolutions.length, maximumDeviation, limit: conformanceLimit };
}

interface Place {
  readonly device: string;
  readonly batchSize: number;
}

/** Starts the engine once for all convolutions. */
async function computing(
  backend: BackendPlugin,
  { device, batchSize, threads }: Place & { readonly threads: number },
): Promise<(convolution: SingleConvolution) => Promise<Float32Array>> {
  const engine = await backend.start(device, { threads });
  return async ({ graph, weights, images }) => {
    const session = await openThroughFiles(
      backend,
      engine,
      { kind: 'graph', graph, weights },
      { device, batchSize, precision: 'float32' },
    );
    try {
      return await session.run(images);
    } finally {
      await session.dispose();
    }
  };
}

/** The largest difference over the standard deviation of what is expected; NaN where a value is none. */
export function relativeDeviation(values: Float32Array, expected: Float32Array): number {
  let [sum, squares, largest] = [0, 0, 0];
  expected.forEach((value, index) => {
    sum += value;
    squares += value * value;
    // Comparing would lose a NaN.
    largest = Math.max(largest, Math.abs((values[index] ?? NaN) - value));
  });
  const mean = sum / expected.length;
  return largest / Math.sqrt(squares / expected.length - mean * mean);
}
