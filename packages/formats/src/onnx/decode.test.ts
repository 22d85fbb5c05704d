import { readdirSync, readFileSync } from 'node:fs';
import { UserError } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float, model, node, value } from '../../../../test/support/onnxModels.js';
import { interpret } from '@convbench/graph';
import { decodeOnnx } from './decode.js';
import type { OnnxNode } from './writer.js';

describe('decodeOnnx', () => {
  it('lists all operators that are not supported at once, with their nodes', () => {
    const bytes = model([
      node('Softplus', ['x'], ['a']),
      node('Softplus', ['a'], ['b']),
      { ...node('FusedConv', ['b'], ['c']), domain: 'com.microsoft' },
      node('Sqrt', ['c'], ['y']),
      node('Loop', ['x'], ['nobody wants it']),
    ]);
    expect(() => decodeOnnx(bytes)).toThrow(
      /Softplus \(2: 'a', 'b'\), com\.microsoft:FusedConv \(1: 'c'\), Sqrt \(1: 'y'\)\. Replace.*Conv/,
    );
    expect(() => decodeOnnx(bytes)).not.toThrow(/Loop/);
  });

  it.each([
    ['a convolution in one dimension', node('Conv', ['x', 'w1'], ['y']), /1-dimensional windows/],
    [
      'a dilated pool',
      node('MaxPool', ['x'], ['y'], {
        kernel_shape: { ints: [2, 2] },
        dilations: { ints: [2, 2] },
      }),
      /dilated pool/,
    ],
    ['a pool without a kernel', node('MaxPool', ['x'], ['y']), /lacks kernel_shape/],
    [
      'strides of zero',
      node('Conv', ['x', 'w'], ['y'], { strides: { ints: [0, 1] } }),
      /has \[0, 1\] as strides/,
    ],
    [
      'negative padding',
      node('Conv', ['x', 'w'], ['y'], { pads: { ints: [0, -1, 0, 0] } }),
      /pads \[0, -1, 0, 0\]/,
    ],
    [
      'an attribute of another type',
      node('Conv', ['x', 'w'], ['y'], { group: { float: 1 } }),
      /'group' as FLOAT, not as INT/,
    ],
    ['a Clip to data', node('Clip', ['x', '', 'x'], ['y']), /'x' as one number/],
    [
      'a Clip to nothing',
      node('Clip', ['x', 'six', 'zero'], ['y']),
      /there is nothing in \[6, 0\]/,
    ],
    ['a weight of integers', node('Conv', ['x', 'i'], ['y']), /takes the integers 'i' as data/],
    ['a Cast to integers', node('Cast', ['x'], ['y'], { to: { int: 7 } }), /into integers/],
    ['a shape of the image', node('Reshape', ['x', 'x'], ['y']), /'x' as a shape/],
    ['a division by data', node('Div', ['x', 'x'], ['y']), /'x' as second operand/],
    ['a split of the batch', node('Split', ['x'], ['y']), /splits the batch/],
    ['shapes that do not fit', node('MatMul', ['x', 'w1'], ['y']), /do not multiply/],
    ['a missing input', node('Conv', ['x'], ['y']), /has no input 2/],
  ])('refuses %s and names the node', (_, bad, message) => {
    const initializers = [
      float('w', [1, 2, 3, 3]),
      float('w1', [1, 2, 3]),
      float('zero', []),
      float('six', []),
      { name: 'i', type: 'int64', shape: [1, 2, 1, 1], data: [1, 2] } as const,
    ].map((tensor) =>
      tensor.name === 'zero'
        ? { ...tensor, data: [0] }
        : tensor.name === 'six'
          ? { ...tensor, data: [6] }
          : tensor,
    );
    const bytes = model([bad], { initializers });
    expect(() => decodeOnnx(bytes)).toThrow(message);
    expect(() => decodeOnnx(bytes)).toThrow(UserError);
    expect(() => decodeOnnx(bytes)).toThrow(/'y'/);
  });

  it('refuses a padded map where the padding would change the result', () => {
    const pads = { name: 'p', type: 'int64', shape: [8], data: [0, 0, 1, 1, 0, 0, 1, 1] } as const;
    const pool = { kernel_shape: { ints: [3, 3] } };
    const pad = node('Pad', ['x', 'p'], ['padded']);
    for (const op of ['MaxPool', 'AveragePool']) {
      const bytes = model([pad, node(op, ['padded'], ['y'], pool)], { initializers: [pads] });
      expect(() => decodeOnnx(bytes)).toThrow(/takes the padded map 'padded'/);
    }
  });

  it('gives nodes without a name that of their output, and makes names unique', () => {
    const relu = (name: string, x: string, y: string): OnnxNode => ({
      ...node('Relu', [x], [y]),
      name,
    });
    const { graph } = decodeOnnx(
      model([relu('', 'x', 'a'), relu('a', 'a', 'b'), relu('a', 'b', 'y')]),
    );
    expect(graph.nodes.map(({ name }) => name)).toEqual(['a', 'a_2', 'a_3']);
  });

  it('sorts nodes that stand in a wrong order, and refuses a circle', () => {
    const nodes = [
      node('Relu', ['b'], ['y']),
      node('Relu', ['a'], ['b']),
      node('Relu', ['x'], ['a']),
    ];
    const { graph } = decodeOnnx(model(nodes));
    expect(graph.nodes.map(({ outputs }) => outputs[0])).toEqual(['a', 'b', 'y']);
    const circle = [node('Add', ['x', 'y'], ['a']), node('Relu', ['a'], ['y'])];
    expect(() => decodeOnnx(model(circle))).toThrow(/depend on themselves: 'a', 'y'/);
  });

  it('refuses tensors that are made twice or by nobody', () => {
    const twice = [node('Relu', ['x'], ['y']), node('Relu', ['x'], ['y'])];
    expect(() => decodeOnnx(model(twice))).toThrow(/makes the tensor 'y' twice/);
    expect(() => decodeOnnx(model([node('Relu', ['z'], ['y'])]))).toThrow(/'z'.*no node makes/);
    expect(() => decodeOnnx(model([], { outputs: ['q'] }))).toThrow(/'q'.*no node makes/);
  });

  it('refuses two images, and ignores an input that nothing uses', () => {
    const inputs = [value('x', ['N', 2]), value('z', ['N', 2])];
    expect(() => decodeOnnx(model([node('Add', ['x', 'z'], ['y'])], { inputs }))).toThrow(
      /has 2 inputs \('x', 'z'\)/,
    );
    expect(decodeOnnx(model([node('Relu', ['z'], ['y'])], { inputs })).graph.input.name).toBe('z');
    expect(() =>
      decodeOnnx(model([node('Relu', ['c'], ['y'])], { initializers: [float('c', [2])] })),
    ).toThrow(/No output of the ONNX file depends on an input/);
  });

  it('asks for the size of images that the file leaves open', () => {
    const bytes = model([node('Relu', ['x'], ['y'])], { input: ['batch', 3, 'height', 'width'] });
    expect(() => decodeOnnx(bytes)).toThrow(/\[\?, 3, \?, \?\].*inputShape/);
    expect(decodeOnnx(bytes, { inputShape: [3, 8, 6] }).graph.input.shape).toEqual(['N', 3, 8, 6]);
    expect(() => decodeOnnx(bytes, { inputShape: [1, 8, 6] })).toThrow(/not \[N, 1, 8, 6\]/);
    expect(() => decodeOnnx(bytes, { inputShape: [8, 6] })).toThrow(/does not go with \[8, 6\]/);
  });

  it('frees a fixed batch only where images do not touch each other', () => {
    const shapeOf = (nodes: readonly OnnxNode[]) => {
      const { graph, notes } = decodeOnnx(model(nodes, { input: [4, 2, 4, 4] }));
      return [graph.input.shape[0], notes.map(({ kind }) => kind)];
    };
    expect(shapeOf([node('Relu', ['x'], ['y'])])).toEqual(['N', ['batch-freed']]);
    const fixed = [4, ['batch-fixed']];
    expect(shapeOf([node('Concat', ['x', 'x'], ['y'], { axis: { int: 0 } })])).toEqual(fixed);
    expect(shapeOf([node('Transpose', ['x'], ['y'])])).toEqual(fixed);
    const axes = { axes: { ints: [0] } };
    expect(shapeOf([node('ReduceMean', ['x'], ['y'], axes)])).toEqual(fixed);
  });

  it('tells parameters from constants by their use', () => {
    const initializers = ['mean', 'w', 'shift', 'scale', 'more', 'half', 'm'].map((name) =>
      float(
        name,
        name === 'w' ? [2, 2, 1, 1] : name === 'half' ? [1] : name === 'm' ? [4, 3] : [2, 1, 1],
      ),
    );
    const { graph } = decodeOnnx(
      model(
        [
          node('Add', ['x', 'mean'], ['a']),
          node('Conv', ['a', 'w'], ['b']),
          node('Add', ['shift', 'b'], ['c']),
          node('Mul', ['c', 'scale'], ['d']),
          node('Add', ['d', 'more'], ['e']),
          node('Mul', ['e', 'half'], ['f']),
          node('MatMul', ['f', 'm'], ['y']),
        ],
        { initializers },
      ),
    );
    expect(graph.constants.map(({ name }) => name)).toEqual(['mean', 'half']);
    expect(graph.parameters.map(({ name, role }) => `${name}: ${role}`)).toEqual([
      'w: weight',
      'shift: bias',
      'scale: gamma',
      'more: beta',
      'm: weight',
    ]);
  });

  it('places an operand at an axis as files before opset 7 say', () => {
    const attributes = { broadcast: { int: 1 }, axis: { int: 1 } };
    const bytes = model([node('Add', ['x', 'b'], ['y'], attributes)], {
      opset: 6,
      input: ['N', 2, 1, 2],
      initializers: [float('b', [2])],
    });
    const { graph, weights } = decodeOnnx(bytes);
    expect([...interpret(graph, weights, [0, 0, 0, 0], 1)]).toEqual([1, 1, 2, 2]);
  });

  it('cuts each softmax at the end of an output, behind a Flatten too, and drops doubled outputs', () => {
    const { graph, notes } = decodeOnnx(
      model(
        [
          node('Relu', ['x'], ['a']),
          node('GlobalAveragePool', ['a'], ['b']),
          node('Softmax', ['b'], ['s'], { axis: { int: 1 } }),
          node('Flatten', ['s'], ['y']),
          node('Flatten', ['a'], ['z']),
          node('Softmax', ['z'], ['p']),
        ],
        { outputs: ['y', 'z', 'p'] },
      ),
    );
    expect(graph.outputs).toEqual(['y', 'z']);
    expect(graph.nodes.map(({ op }) => op)).toEqual([
      'Relu',
      'GlobalAveragePool',
      'Flatten',
      'Flatten',
    ]);
    expect(notes.map(({ kind }) => kind)).toEqual(['ends-in-softmax', 'ends-in-softmax']);
  });

  it('keeps a softmax that something else uses, and says that these are no logits', () => {
    const { graph, notes } = decodeOnnx(
      model([node('Softmax', ['x'], ['y']), node('Relu', ['y'], ['z'])], { outputs: ['y', 'z'] }),
    );
    expect(graph.outputs).toEqual(['y', 'z']);
    expect(notes[0]?.message).toContain('probabilities, not logits');
  });

  it('turns the layout around where the image is prepared before its Transpose', () => {
    const { graph, weights, notes } = decodeOnnx(
      model(
        [
          node('Mul', ['x', 'scale'], ['a']),
          node('Transpose', ['a'], ['t'], { perm: { ints: [0, 3, 1, 2] } }),
          node('Identity', ['t'], ['y']),
        ],
        { input: ['N', 1, 2, 3], initializers: [float('scale', [3])] },
      ),
    );
    expect(notes.map(({ kind }) => kind)).toEqual(['nhwc-input']);
    expect(graph.input.shape).toEqual(['N', 3, 1, 2]);
    expect([...interpret(graph, weights, [1, 1, 1, 1, 1, 1], 1)]).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('reads floats as the numbers that they were meant as', () => {
    const bytes = model(
      [node('LRN', ['x'], ['y'], { size: { int: 5 }, alpha: { float: 1e-4 }, bias: { float: 2 } })],
      {},
    );
    expect(decodeOnnx(bytes).graph.nodes[0]?.attributes).toEqual({
      size: 5,
      alpha: 1e-4,
      beta: 0.75,
      bias: 2,
    });
  });
});

describe('damaged files of other people', () => {
  const cases = new URL('../../../../test/fixtures/cases/', import.meta.url);
  const files = readdirSync(cases, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.onnx'))
    .map((path) => readFileSync(new URL(encodeURI(path.replaceAll('\\', '/')), cases)))
    .filter((bytes) => bytes.length < 4000);

  it('give a UserError or another network, never a crash', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 }),
        (original, changes) => {
          const damaged = new Uint8Array(original);
          for (const [at, byte] of changes) damaged[at % damaged.length] = byte;
          try {
            decodeOnnx(damaged, {
              readExternalData: (_, __, length) => new Uint8Array(length ?? 0),
            });
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
