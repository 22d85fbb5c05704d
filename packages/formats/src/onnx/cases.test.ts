import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Graph } from '@convbench/spec';
import { UserError } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { inferShapes, interpret, interpretAll, staticCost } from '@convbench/graph';
import { decodeOnnx } from './decode.js';
import { readOnnxFile } from './files.js';

/** Files that people had trouble with in public; what is right is in expected.json beside them. */
const path = (file: string): string =>
  fileURLToPath(new URL(`../../../../test/fixtures/cases/${file}`, import.meta.url));
const load = (file: string): ReturnType<typeof decodeOnnx> => decodeOnnx(readFileSync(path(file)));
const expected = (id: string) => JSON.parse(readFileSync(path(`${id}/expected.json`), 'utf8'));
const run = (file: string, images: readonly number[], batchSize = 1): number[] => {
  const { graph, weights } = load(file);
  return [...interpret(graph, weights, images, batchSize)];
};
const count = (length: number): number[] => Array.from({ length }, (_, i) => i + 1);
const parametersOf = (graph: Graph): number => staticCost(graph).totalParameters;
const kinds = ({ notes }: ReturnType<typeof decodeOnnx>): string[] =>
  notes.map(({ kind }) => kind).filter((kind) => kind !== 'batch-freed');

describe('padding by name (O01)', () => {
  it.each(['SAME_UPPER', 'SAME_LOWER'] as const)('puts the odd pixel where %s says', (rule) => {
    const file = `O01/conv_${rule.toLowerCase()}.onnx`;
    expect(run(file, count(16))).toEqual(expected('O01')[rule].flat());
  });
});

describe('pools', () => {
  it('drop the last window where it would begin in the padding (O02)', () => {
    const { graph } = load('O02/maxpool_ceil_pad.onnx');
    expect(inferShapes(graph, 1).get('y')).toEqual(expected('O02').shape);
    expect(run('O02/maxpool_ceil_pad.onnx', count(25))).toEqual(expected('O02').y.flat());
  });

  it('never let padding win (O04)', () => {
    const { x, y } = expected('O04');
    expect(run('O04/maxpool_negative.onnx', x.flat())).toEqual(y.flat());
  });

  it('count padding in an average only where the file says so (O05)', () => {
    const { x, default: plain, include } = expected('O05');
    expect(run('O05/avgpool_default.onnx', x.flat())).toEqual(plain.flat());
    run('O05/avgpool_include.onnx', x.flat()).forEach((value, i) => {
      expect(value).toBeCloseTo(include.flat()[i], 6);
    });
  });

  it('round up as Caffe does (C06)', () => {
    const { graph } = load('C06/googlenet_pools_ceil.onnx');
    const shapes = inferShapes(graph, 1);
    const sizes = ['c1', 'p2', 'p3', 'p4', 'p5'].map((name) => shapes.get(name)?.[2]);
    expect(sizes).toEqual(expected('C06').ceil_sizes);
    expect(graph.outputs).toEqual(['p5', 'p2', 'p3', 'p4']);
  });
});

describe('batch normalisation', () => {
  it('of opset 7 is read with its attribute spatial (O07)', () => {
    run('O07/bn_op7_spatial1.onnx', [1, 2, 3, 4]).forEach((value, i) => {
      expect(value).toBeCloseTo(expected('O07').spatial1[i], 6);
    });
    expect(kinds(load('O07/bn_op7_spatial1.onnx'))).toEqual([]);
  });

  it('with spatial = 0 and one value per channel is read as spatial, and said (O07)', () => {
    const decoded = load('O07/bn_op7_spatial0.onnx');
    expect(kinds(decoded)).toEqual(['batch-norm-spatial']);
    expect([...interpret(decoded.graph, decoded.weights, [1, 2, 3, 4], 1)]).toEqual(
      run('O07/bn_op7_spatial1.onnx', [1, 2, 3, 4]),
    );
  });

  it('in training mode is said, and uses the stored statistics here (O13)', () => {
    const decoded = load('O13/bn_training_mode.onnx');
    expect(kinds(decoded)).toEqual(['batch-norm-training']);
    expect(decoded.notes[0]?.message).toContain('depend on its batch');
    for (const batch of ['batch_1_3', 'batch_1_9']) {
      const images = batch.split('_').slice(1).map(Number);
      const values = [...interpret(decoded.graph, decoded.weights, images, 2)];
      expect(values).toEqual(expected('O13').by_hand_inference[batch]);
    }
  });
});

describe('dropout (O14)', () => {
  it('is the identity without a training flag', () => {
    const decoded = load('O14/dropout_op7.onnx');
    expect(kinds(decoded)).toEqual([]);
    expect(decoded.graph.nodes[0]).toMatchObject({ op: 'Dropout', attributes: { ratio: 0.5 } });
    const ones = new Array<number>(1000).fill(1);
    expect([...interpret(decoded.graph, decoded.weights, ones, 1)]).toEqual(ones);
  });

  it('in training mode is said', () => {
    const decoded = load('O14/dropout_training_true.onnx');
    expect(kinds(decoded)).toEqual(['dropout-training']);
    expect(decoded.graph.nodes[0]).toMatchObject({ inputs: ['x'], attributes: { ratio: 0.5 } });
  });
});

describe('parameters', () => {
  it('are no inputs, although old files list them there (O08)', () => {
    const { graph } = load('O08/ir3_initializers_are_inputs.onnx');
    expect([graph.input.name]).toEqual(expected('O08').data_inputs);
    expect(graph.parameters).toEqual([
      { name: 'w', shape: [2, 3, 1, 1], role: 'weight' },
      { name: 'b', shape: [2], role: 'bias' },
    ]);
    expect(parametersOf(graph)).toBe(expected('O08').parameters);
    expect(run('O08/ir3_initializers_are_inputs.onnx', [1, 2, 3])).toEqual(expected('O08').y);
  });

  it.each(['int32_data', 'raw'])('in half precision are bit patterns, also in %s (O10)', (form) => {
    const decoded = load(`O10/fp16_${form}.onnx`);
    const values = [...interpret(decoded.graph, decoded.weights, [1, 1, 1, 1, 1], 1)];
    expect(values).toEqual(expected('O10').values);
    expect(kinds(decoded)).toEqual(['precision', 'batch-fixed']);
  });

  it('that two layers share count once (C03)', () => {
    const { graph } = load('C03/shared_weight.onnx');
    expect(graph.parameters.map(({ name }) => name)).toEqual(['w']);
    const { parameters, macs } = expected('C03');
    expect(staticCost(graph)).toMatchObject({ totalParameters: parameters, macs });
  });

  it('of nodes that lead nowhere are left out, and said (C07)', () => {
    const decoded = load('C07/dead_aux_branch.onnx');
    const { parameters_live, macs_live, wrong_with_dead_branch } = expected('C07').dead_aux_branch;
    expect(kinds(decoded)).toEqual(['dead-nodes']);
    expect(decoded.notes[0]?.names).toEqual(['dead']);
    expect(staticCost(decoded.graph)).toMatchObject({
      totalParameters: parameters_live,
      macs: macs_live,
    });
    const whole = decodeOnnx(readFileSync(path('C07/dead_aux_branch.onnx')), {
      keepDeadNodes: true,
    });
    expect(staticCost(whole.graph, { countDeadNodes: true })).toMatchObject({
      totalParameters: wrong_with_dead_branch.parameters,
      macs: wrong_with_dead_branch.macs,
    });
  });

  it('of a grouped convolution are counted as they are (C01)', () => {
    const { parameters, macs } = expected('C01');
    const cost = staticCost(load('C01/group4.onnx').graph);
    expect(cost).toMatchObject({ totalParameters: parameters, macs });
  });
});

describe('external weights (O11)', () => {
  const model = 'O11/model dir/model.onnx';

  it('are read relative to the model, only the bytes that belong to tensors', () => {
    const { graph, weights } = readOnnxFile(path(model));
    expect([...interpret(graph, weights, [1, 1, 1], 1)]).toEqual(expected('O11').y);
    expect(parametersOf(graph)).toBe(expected('O11').parameters);
    const bytes = [...weights.values()].reduce((sum, values) => sum + values.byteLength, 0);
    expect(bytes).toBe(expected('O11').weights_bytes);
  });

  it('are found beside the link first, then beside what it leads to', () => {
    const folder = mkdtempSync(join(tmpdir(), 'convbench-onnx-'));
    try {
      symlinkSync(path(model), join(folder, 'linked.onnx'));
      const { graph, weights } = readOnnxFile(join(folder, 'linked.onnx'));
      expect([...interpret(graph, weights, [1, 1, 1], 1)]).toEqual(expected('O11').y);
      // Other weights beside the link, themselves behind a link, as content-addressed caches have them.
      const others = readFileSync(path('O11/model dir/data/weights.bin')).fill(0);
      writeFileSync(join(folder, 'blob'), others);
      mkdirSync(join(folder, 'data'));
      symlinkSync(join(folder, 'blob'), join(folder, 'data', 'weights.bin'));
      const linked = readOnnxFile(join(folder, 'linked.onnx'));
      expect([...interpret(linked.graph, linked.weights, [1, 1, 1], 1)]).toEqual([0, 0]);
      writeFileSync(join(folder, 'blob'), others.subarray(1));
      expect(() => readOnnxFile(join(folder, 'linked.onnx'))).toThrow(/has 135 bytes, the model/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('outside of the folder are refused before anything is opened', () => {
    const bytes = readFileSync(path('O11/model dir/escape.onnx'));
    const asked: string[] = [];
    const readExternalData = (location: string): Uint8Array => {
      asked.push(location);
      return new Uint8Array();
    };
    expect(() => decodeOnnx(bytes, { readExternalData })).toThrow(/outside of the model's folder/);
    expect(() => readOnnxFile(path('O11/model dir/escape.onnx'))).toThrow(UserError);
    expect(asked).toEqual([]);
  });

  it('cannot be found from the bytes alone', () => {
    expect(() => load(model)).toThrow(/weights\.bin.*Load the model by its path/s);
  });
});

it('LRN divides alpha by the size of the window (O16)', () => {
  run('O16/lrn5.onnx', count(6)).forEach((value, i) => {
    expect(value).toBeCloseTo(expected('O16').y[i], 6);
  });
});

it('a layout of height, width, channels is found from the Transpose and taken away (O17)', () => {
  const decoded = load('O17/nhwc_input_3x3x3.onnx');
  expect(kinds(decoded)).toEqual(['nhwc-input']);
  expect(decoded.graph.input.shape).toEqual(['N', 3, 3, 3]);
  expect(decoded.graph.nodes.map(({ op }) => op)).toEqual(['Conv', 'Flatten']);
  const planes = [1, 2, 3].flatMap((value) => new Array<number>(9).fill(value));
  expect([...interpret(decoded.graph, decoded.weights, planes, 1)]).toEqual(expected('O17').y);
  expect(staticCost(decoded.graph).macs).toBe(expected('O17').macs);
});

describe('a softmax at the end (O19)', () => {
  const logits = [2, 1, 0.1];
  const bytes = readFileSync(path('O19/ends_in_softmax.onnx'));

  it('is cut off and said, so that the loss sees logits', () => {
    const decoded = decodeOnnx(bytes);
    expect(kinds(decoded)).toEqual(['ends-in-softmax']);
    const values = [...interpret(decoded.graph, decoded.weights, logits, 1)];
    expect(values).toEqual(logits);
    const loss = Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0)) - values[0]!;
    expect(loss).toBeCloseTo(expected('O19').loss_label0_right, 12);
  });

  it('stays when asked for', () => {
    const { graph, weights } = decodeOnnx(bytes, { keepSoftmax: true });
    [...interpretAll(graph, weights, logits, 1).get('y')!.data].forEach((value, i) => {
      expect(value).toBeCloseTo(expected('O19').probabilities[i], 12);
    });
  });
});
