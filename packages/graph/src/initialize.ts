import { createHash } from 'node:crypto';
import type { Graph, Initialization, Parameter, Shape } from '@convbench/spec';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { elementCount } from './axes.js';

/** Of `truncated-normal`, before values beyond two standard deviations are drawn again. */
const TRUNCATED_NORMAL_DEVIATION = 0.02;

/**
 * Initial values of all parameters.
 *
 * Weights of convolutions and linear layers, by scheme:
 * - `he`: normal with standard deviation sqrt(2 / fanIn) (He et al. 2015, section 2.2);
 * - `xavier`: uniform within sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010, equation 16);
 * - `truncated-normal`: normal with standard deviation 0.02, none beyond two deviations (the deviation of BERT's and
 *   ConvNeXt's reference code, cut as TensorFlow's truncated_normal does).
 *
 * fanIn is the product of a weight's dimensions but the first, fanOut that of its dimensions but the second, as in
 * PyTorch. Biases and beta are 0, gamma is 1, running mean 0, running variance 1.
 *
 * Each parameter has a random stream of its own, from the seed and its name, so that a layer starts with the same
 * values wherever it stands and whatever else the network holds.
 */
export function initializeWeights(
  graph: Graph,
  options: { readonly scheme: Initialization; readonly seed: number },
): Map<string, Float32Array> {
  return new Map(
    graph.parameters.map((parameter) => [parameter.name, initialValues(parameter, options)]),
  );
}

function initialValues(
  { name, shape, role }: Parameter,
  { scheme, seed }: { readonly scheme: Initialization; readonly seed: number },
): Float32Array {
  const values = new Float32Array(elementCount(shape));
  switch (role) {
    case 'bias':
    case 'beta':
    case 'runningMean':
      return values;
    case 'gamma':
    case 'runningVariance':
      return values.fill(1);
    case 'weight':
      return fillWeight(values, shape, scheme, randomStream(seed, name));
  }
}

function fillWeight(
  values: Float32Array,
  shape: Shape,
  scheme: Initialization,
  random: RandomGenerator,
): Float32Array {
  const fanIn = elementCount(shape.slice(1));
  switch (scheme) {
    case 'he':
      return fillNormal(values, Math.sqrt(2 / fanIn), Infinity, random);
    case 'truncated-normal':
      return fillNormal(values, TRUNCATED_NORMAL_DEVIATION, 2, random);
    case 'xavier': {
      const fanOut = elementCount(shape.toSpliced(1, 1));
      const bound = Math.sqrt(6 / (fanIn + fanOut));
      for (let i = 0; i < values.length; i++) values[i] = bound * (2 * uniformFloat64(random) - 1);
      return values;
    }
  }
}

/** Box and Muller's transform; deviates beyond `cut` standard deviations are left out. */
function fillNormal(
  values: Float32Array,
  standardDeviation: number,
  cut: number,
  random: RandomGenerator,
): Float32Array {
  let filled = 0;
  while (filled < values.length) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
    const angle = 2 * Math.PI * uniformFloat64(random);
    const first = radius * Math.cos(angle);
    const second = radius * Math.sin(angle);
    if (Math.abs(first) <= cut) values[filled++] = first * standardDeviation;
    // Beyond the end, a typed array drops what is stored.
    if (Math.abs(second) <= cut) values[filled++] = second * standardDeviation;
  }
  return values;
}

function randomStream(seed: number, name: string): RandomGenerator {
  const digest = createHash('sha256').update(`${seed}/${name}`).digest();
  return xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
}
