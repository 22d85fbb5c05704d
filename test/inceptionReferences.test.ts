/**
 * The Inception family, held against the figures of PyTorch: layer by layer, block by block and logit by logit, at
 * native size with both images in one batch. One network after another, and nothing of one is kept for the next.
 */
import googlenet from '@convbench/arch-googlenet';
import { encodeOnnx } from '@convbench/formats';
import { describeLayers, groupLayers, staticCost } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reference } from './support/reference.js';
import {
  graphLayers,
  loadReference,
  referenceImages,
  referenceLayers,
  referenceWeights,
} from './support/reference.js';

/** What this file reads of a reference beyond what others do. */
interface DetailedReference extends Reference {
  /** name, shape, mean, standard deviation of both images together */
  readonly blocks: readonly (readonly [string, number[], number, number])[];
  readonly outputs: readonly {
    readonly head: string;
    readonly images: readonly (Reference['outputs'][number]['images'][number] & {
      readonly top5: number[];
    })[];
  }[];
}

const at224 = { channels: 3, classes: 1000, inputSize: 224 };
const at299 = { ...at224, inputSize: 299 };
const networks = [
  ['caffe_bvlc_googlenet', 'googlenet-v1', at224],
  ['caffe_bvlc_googlenet_aux', 'googlenet-v1', { ...at224, auxiliaryHeads: true }],
  ['torchvision_googlenet', 'googlenet-torchvision', at224],
  ['cadene_bninception', 'googlenet-v2', at224],
  ['torchvision_inception_v3', 'googlenet-v3', at299],
  ['timm_inception_v3', 'googlenet-v3', at299],
  ['timm_inception_v4', 'googlenet-v4', at299],
  ['timm_inception_resnet_v2', 'inception-resnet-v2', at299],
] as const;

/** In standard deviations. PyTorch's own float32 run misses by less than 6e-6, the mistakes tried by more than 1e-3. */
const TOLERANCE = 1e-4;

/**
 * The reference as a flat graph without what does nothing: a concatenation whose only reader is another one is part of
 * it, rounding up at stride 1 is not said, a product with 1 is not there. Other products show no scale.
 */
function flattened(reference: DetailedReference): DetailedReference {
  const inner: number[][] = [];
  const other = reference.other.flatMap((row, index): Reference['other'] => {
    const [step, module, op, input, output, settings] = row;
    const given = settings as { ceil?: boolean; stride?: number[]; scalar?: number };
    const told = (from: unknown, as: object) => [[step, module, op, from, output, as]];
    if (op === 'Mul') return given.scalar === 1 ? [] : told(input, {});
    if (given.stride?.join() === '1,1') return told(input, { ...given, ceil: false });
    if (op !== 'Concat') return [row];
    const isInner = (later: readonly unknown[]) => later[2] === 'Concat' && later[1] === module;
    if (module !== '' && reference.other.slice(index + 1).some(isInner)) {
      inner.push(input as number[]);
      return [];
    }
    const parts = (input as number[]).flatMap((part) => {
      const isJoined = inner[0]?.reduce((sum, channels) => sum + channels, 0) === part;
      return isJoined ? inner.shift()! : [part];
    });
    return told(parts, given);
  });
  return { ...reference, other };
}

/** Outputs of the blocks that both sides have: Inception blocks, reductions, residual blocks. */
const OUR_BLOCKS = /^(inception|reduction|residual)/;
const THEIR_BLOCKS =
  /^(inception[_\w]+[_/]output|inception\d\w|Mixed_\w+|mixed_\w+|features\.([6-9]|\d\d)|repeat(_\d)?\.\d+|block8)$/;

function blockOutputs(graph: Graph): string[] {
  const last = new Map<string, string>();
  for (const { name, outputs } of graph.nodes) last.set(name.split('/')[0]!, outputs[0]);
  return [...last].filter(([block]) => OUR_BLOCKS.test(block)).map(([, output]) => output);
}

/** Runs both images; tensors by name. A function of its own, so that the weights are free when the engine runs. */
async function runBoth(graph: Graph, reference: Reference): Promise<Map<string, Float32Array>> {
  const images = new ort.Tensor('float32', referenceImages(reference), reference.input.shape);
  const session = await ort.InferenceSession.create(model(graph, reference), {
    extra: { session: { disable_prepacking: '1' } },
  });
  const results = await session.run({ [graph.input.name]: images });
  await session.release();
  return new Map(
    Object.entries(results).map(([name, { data }]) => [name, data as Float32Array] as const),
  );
}

function model(graph: Graph, reference: Reference): Uint8Array {
  return encodeOnnx(graph, referenceWeights(graph, reference));
}

function moments(values: Float32Array): { mean: number; deviation: number } {
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  const mean = sum / values.length;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

describe.each(networks)('%s', (name, id, options) => {
  const reference = flattened(loadReference(name) as DetailedReference);
  const graph = googlenet.build(id, googlenet.options.parse(options));
  const { totals } = reference;

  test('has every layer of the reference, in order', () => {
    expect(graphLayers(graph)).toEqual(referenceLayers(reference));
    const relus = graph.nodes.filter(({ op }) => op === 'Relu');
    expect(relus).toHaveLength(reference.operatorCounts.Relu!);
  });

  test('has its parameters, in order', () => {
    const roles = { runningMean: 'mean', runningVariance: 'var' } as const;
    expect(
      graph.parameters.map(({ shape, role }) => [
        shape,
        role === 'runningMean' || role === 'runningVariance' ? roles[role] : role,
      ]),
    ).toEqual(
      reference.stateDict
        .filter(([, , role]) => role !== 'counter')
        .map(([, shape, role]) => [shape, role]),
    );
  });

  test('scales residuals as it does', () => {
    const scales = loadReference(name).other.flatMap(([, , op, , , settings]) =>
      op === 'Mul' ? [(settings as { scalar: number }).scalar] : [],
    );
    const ours = graph.constants.map(({ values }) => [...values]);
    expect(ours).toEqual(
      scales.filter((scale) => scale !== 1).map((scale) => [Math.fround(scale)]),
    );
  });

  test('costs what the reference counts, in total and by layer', () => {
    expect(staticCost(graph)).toMatchObject({
      trainableParameters: totals.trainableParameters,
      totalParameters: totals.trainableParameters + totals.batchNormStatistics,
      macs: totals.macs,
      convolutions: reference.operatorCounts.Conv,
    });
    const rows = describeLayers(graph);
    const counted = rows.filter(({ macs }) => macs > 0);
    expect(counted.map(({ macs, outputShape }) => [outputShape, macs])).toEqual(
      reference.compute.map((row) => [row[4], row[9]]),
    );
    for (const depth of [1, 2, 3]) {
      const groups = groupLayers(rows, depth);
      expect(groups.reduce((sum, { macs }) => sum + macs, 0)).toBe(totals.macs);
    }
  });

  describe('in ONNX Runtime', () => {
    const blocks = blockOutputs(graph);
    const tensors = new Map<string, Float32Array>();
    beforeAll(async () => {
      const graphWithBlocks: Graph = { ...graph, outputs: [...graph.outputs, ...blocks] };
      for (const [tensor, values] of await runBoth(graphWithBlocks, reference))
        tensors.set(tensor, values);
    });
    afterAll(() => tensors.clear());

    test('computes the blocks of PyTorch', () => {
      const expected = reference.blocks.filter(([block]) => THEIR_BLOCKS.test(block));
      expect(blocks).toHaveLength(expected.length);
      expect(blocks.length).toBeGreaterThan(8);
      blocks.forEach((tensor, index) => {
        const [theirName, , mean, deviation] = expected[index]!;
        const ours = moments(tensors.get(tensor)!);
        const place = `${tensor}, theirs ${theirName}`;
        expect(Math.abs(ours.mean - mean) / deviation, place).toBeLessThan(TOLERANCE);
        expect(Math.abs(ours.deviation / deviation - 1), place).toBeLessThan(TOLERANCE);
      });
    });

    test('computes the logits of PyTorch, of both images and every head', () => {
      expect(graph.outputs).toHaveLength(reference.outputs.length);
      reference.outputs.forEach(({ head, images }, output) => {
        const logits = tensors.get(graph.outputs[output]!)!;
        expect(logits).toHaveLength(images.length * reference.classes);
        images.forEach((expected, image) => {
          const row = logits.subarray(image * reference.classes, (image + 1) * reference.classes);
          const misses = expected.logits.map((logit, column) => Math.abs(row[column]! - logit));
          // The file has the first 32 logits; their sum holds the others.
          const sum = row.reduce((total, logit) => total + logit, 0);
          misses.push(Math.abs(sum - expected.sum) / Math.sqrt(reference.classes));
          expect(Math.max(...misses) / expected.std, head).toBeLessThan(TOLERANCE);
          const ranked = [...row.keys()].sort((a, b) => row[b]! - row[a]!);
          expect(ranked.slice(0, 5), head).toEqual(expected.top5);
        });
      });
    });
  });
});
