import type { BackendPlugin, Conformance, Graph, SessionOptions } from '@convbench/spec';
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
  session: SessionOptions,
): Promise<Conformance | undefined> {
  const reference = backend.checkedAgainst?.[session.device];
  if (reference === undefined) return undefined;
  const options = { ...session, batchSize: Math.min(session.batchSize, mostImages) };
  const convolutions = singleConvolutions(graph, options.batchSize);
  let maximumDeviation = 0;
  const wrong: string[] = [];
  for (const each of convolutions) {
    const values = await compute(backend, each, options);
    const expected = await compute(backend, each, { ...options, device: reference });
    const deviation = relativeDeviation(values, expected);
    if (deviation <= conformanceLimit) maximumDeviation = Math.max(maximumDeviation, deviation);
    else wrong.push(`${each.what} (by ${percent(deviation)})`);
  }
  refuseWrong({
    backend: backend.name,
    device: session.device,
    what: 'distinct convolutions',
    of: convolutions.length,
    wrong,
    remedy: `Measure this network on ${reference}, or with another backend`,
  });
  return { convolutions: convolutions.length, maximumDeviation, limit: conformanceLimit };
}

async function compute(
  backend: BackendPlugin,
  { graph, weights, images }: SingleConvolution,
  options: SessionOptions,
): Promise<Float32Array> {
  const session = await backend.open(graph, weights, options);
  try {
    return await session.run(images);
  } finally {
    await session.dispose();
  }
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

const percent = (share: number) => `${Number((share * 100).toPrecision(2))} %`;
