/** The classes that a trained network gives to images of a test set are the same through every engine, up to rounding. */
import onnxruntime from '@convbench/backend-onnxruntime';
import tfjs from '@convbench/backend-tfjs';
import { evaluationBatches, fashionMnist, openBatchStream } from '@convbench/data';
import { initializeWeights } from '@convbench/graph';
import { recipeSchema, type BackendPlugin, type Graph, type Weights } from '@convbench/spec';
import { differentiate, fit, initialState } from '@convbench/train';
import { standardDeviation } from 'simple-statistics';
import { openNetwork } from '@convbench/core/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import tinyNet from './fixtures/plugins/tinyNet.js';
import { hasTfjsNode } from './support/hasTfjsNode.js';

const CLASSES = 10;
const BATCH_SIZE = 100;
const TRAINED_IMAGES = 9_600;
/** The first of the test set. */
const TESTED_IMAGES = 2_000;
const SEED = 1;
const SLOW_MS = 600_000;
const form = { inputSize: 32, channels: 1 };
const hasData = (await fashionMnist.check({})).found;

interface Tested {
  readonly predicted: readonly number[];
  readonly correct: number;
  /** By which the largest logit exceeds the next one, over the standard deviation of the image's logits. */
  readonly margins: readonly number[];
}

async function trainedNetwork(): Promise<{ graph: Graph; weights: Weights }> {
  const variant = tinyNet.variants.find(({ id }) => id === 'tiny-normed')!;
  const options = { ...form, classes: CLASSES, filters: 16 };
  const graph = tinyNet.build(variant.id, tinyNet.options.parse(options));
  const recipe = recipeSchema.parse({
    ...variant.recipe,
    batchSize: 32,
    budget: { images: TRAINED_IMAGES },
  });
  const training = differentiate(graph, recipe);
  const start = initializeWeights(graph, { scheme: recipe.initialization, seed: SEED });
  const { normalization } = await fashionMnist.info({}, form);
  const split = await fashionMnist.open('train', {}, form);
  const { batchSize } = recipe;
  const batches = await openBatchStream({
    split,
    normalization,
    batchSize,
    seed: SEED,
    startStep: 0,
  });
  const place = { device: 'cpu', threads: 2 };
  const trainer = await onnxruntime.training!.open(training, initialState(training, start), place);
  const trainImages = split.length;
  const { weights } = await fit({ trainer, training, batches, recipe, trainImages, seed: SEED });
  await trainer.dispose();
  await batches.dispose();
  return { graph, weights };
}

async function testedOn(
  backend: BackendPlugin,
  device: string,
  { graph, weights }: { graph: Graph; weights: Weights },
): Promise<Tested> {
  const { normalization } = await fashionMnist.info({}, form);
  const split = await fashionMnist.open('test', {}, form);
  const place = { device, batchSize: BATCH_SIZE, threads: 2 };
  const session = await openNetwork(backend, graph, weights, place);
  const predicted: number[] = [];
  const margins: number[] = [];
  let correct = 0;
  for await (const batch of evaluationBatches(split, normalization, BATCH_SIZE, TESTED_IMAGES)) {
    const logits = await session.run(batch.images);
    for (let image = 0; image < batch.validImages; image++) {
      const row = Array.from(logits.subarray(image * CLASSES, (image + 1) * CLASSES));
      const [first = NaN, second = NaN] = row.toSorted((a, b) => b - a);
      const answer = row.indexOf(first);
      predicted.push(answer);
      margins.push((first - second) / standardDeviation(row));
      if (answer === batch.labels[image]) correct += 1;
    }
  }
  await session.dispose();
  return { predicted, correct, margins };
}

describe.skipIf(!hasData)('of Fashion-MNIST (skipped where it is not there)', () => {
  let network: Awaited<ReturnType<typeof trainedNetwork>>;
  let reference: Tested;

  beforeAll(async () => {
    network = await trainedNetwork();
    reference = await testedOn(onnxruntime, 'cpu', network);
  }, SLOW_MS);

  it('a trained network knows most images', () => {
    expect(reference.predicted).toHaveLength(TESTED_IMAGES);
    expect(reference.correct).toBeGreaterThan(TESTED_IMAGES / 2);
  });

  it.each(hasTfjsNode ? ['node-graph', 'node-eager', 'wasm'] : ['wasm'])(
    'has the classes of onnxruntime on %s, but for images that rounding decides',
    async (device) => {
      const { predicted } = await testedOn(tfjs, device, network);
      expect(predicted).toHaveLength(reference.predicted.length);
      const others = predicted.flatMap((answer, i) => (answer === reference.predicted[i] ? [] : i));
      for (const image of others) expect(reference.margins[image]).toBeLessThan(1e-4);
      expect(others.length).toBeLessThanOrEqual(1);
    },
    SLOW_MS,
  );
});
