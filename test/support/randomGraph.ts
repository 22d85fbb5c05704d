import { inferShapes, UNARY, UNARY_OPERATORS } from '@convbench/graph';
import type {
  Constant,
  Graph,
  Node,
  Pads,
  Pair,
  Parameter,
  Shape,
  UnaryOperator,
} from '@convbench/spec';
import fc from 'fast-check';

export interface RandomNetwork {
  readonly graph: Graph;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** What one step of the random walk adds; the numbers mean what the step makes of them. */
type Step = readonly [kind: number, a: number, b: number, c: number, flag: boolean];
const step: fc.Arbitrary<Step> = fc.tuple(
  fc.nat({ max: 14 }),
  fc.nat({ max: 5 }),
  fc.nat({ max: 5 }),
  fc.nat({ max: 5 }),
  fc.boolean(),
);

/** Small valid networks over the whole vocabulary, from one image [N, C, H, W] to logits. */
export const randomNetwork: fc.Arbitrary<RandomNetwork> = fc
  .record({
    channels: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 3, max: 9 }),
    width: fc.integer({ min: 3, max: 9 }),
    steps: fc.array(step, { maxLength: 7 }),
    head: fc.nat({ max: 2 }),
    auxiliary: fc.boolean(),
  })
  .map(({ channels, height, width, steps, head, auxiliary }) => {
    const walk = new Walk(['N', channels, height, width]);
    for (const each of steps) walk.add(each);
    return walk.finish(head, auxiliary);
  });

class Walk {
  readonly #nodes: Node[] = [];
  readonly #parameters: Parameter[] = [];
  readonly #constants: Constant[] = [];
  readonly #input: Graph['input'];
  #x = 'image';
  #steps = 0;

  constructor(shape: Graph['input']['shape']) {
    this.#input = { name: 'image', shape };
  }

  add([kind, a, b, c, flag]: Step): void {
    const [, channels = 1, height = 1, width = 1] = this.#shape();
    const name = `step${this.#steps++}`;
    const one = <T extends string>(
      op: T,
    ): { op: T; name: string; inputs: readonly [string]; outputs: [string] } => ({
      op,
      name,
      inputs: [this.#x],
      outputs: [name],
    });
    const kernel: Pair = [1 + (a % 3), 1 + (b % 3)];
    const strides: Pair = [1 + (c % 3), 1 + ((a + c) % 3)];
    const pads: Pads = [b % kernel[0], c % kernel[1], c % kernel[0], a % kernel[1]];
    switch (kind) {
      case 0:
      case 1: {
        const group = flag ? channels : 1;
        const outChannels = group * (1 + (c % 2));
        const weight = this.#parameter(
          `${name}.weight`,
          [outChannels, channels / group, ...kernel],
          'weight',
        );
        const inputs: [string, string] = [this.#x, weight];
        const bias = b % 2 === 0 ? [this.#parameter(`${name}.bias`, [outChannels], 'bias')] : [];
        const dilations: Pair = [1 + (a % 2), 1];
        return this.#try({
          ...one('Conv'),
          inputs: [...inputs, ...bias] as [string, string, string],
          attributes: { kernelShape: kernel, strides, pads, dilations, group },
        });
      }
      case 2:
        return this.#try({
          ...one('MaxPool'),
          attributes: { kernelShape: kernel, strides, pads, ceilMode: flag },
        });
      case 3: {
        const countIncludePad = a % 2 === 0;
        // Where one axis drops a window and the other rounds up, no ONNX pool says so that counts padding and that
        // onnxruntime accepts.
        const ceilMode = flag && !countIncludePad;
        return this.#try({
          ...one('AveragePool'),
          attributes: { kernelShape: kernel, strides, pads, ceilMode, countIncludePad },
        });
      }
      case 4: {
        const vector = (suffix: string, role: Parameter['role']): string =>
          this.#parameter(`${name}.${suffix}`, [channels], role);
        return this.#try({
          ...one('BatchNormalization'),
          inputs: [
            this.#x,
            vector('gamma', 'gamma'),
            vector('beta', 'beta'),
            vector('mean', 'runningMean'),
            vector('variance', 'runningVariance'),
          ],
          attributes: { epsilon: choose([1e-5, 1e-3, 0.001001], a), momentum: 0.9 },
        });
      }
      case 5:
        return this.#try(unaryNode(one, a, b));
      case 6:
        return this.#try({
          ...one('LRN'),
          attributes: {
            size: 1 + 2 * (a % 3),
            alpha: choose([1e-4, 0.0002, 0.75], b),
            beta: 0.75,
            bias: 1 + c,
          },
        });
      case 7:
        return this.#try({
          ...one('Concat'),
          inputs: [this.#x, this.#x, this.#x].slice(a % 3),
          attributes: { axis: 1 },
        });
      case 8: {
        if (channels % 2 === 1) return;
        const halves = [`${name}/left`, `${name}/right`] as const;
        this.#nodes.push({
          ...one('Split'),
          outputs: [...halves],
          attributes: { axis: 1, sizes: [channels / 2, channels / 2] },
        });
        return this.#try({
          op: flag ? 'Add' : 'Mul',
          name: `${name}/join`,
          inputs: halves,
          outputs: [name],
          attributes: {},
        });
      }
      case 9: {
        const shape = choose([[], [1], [channels, 1, 1], [height, width]], a);
        const constant = this.#constant(`${name}.constant`, shape);
        const inputs = flag ? ([constant, this.#x] as const) : ([this.#x, constant] as const);
        return this.#try({ ...one(b % 2 === 0 ? 'Add' : 'Mul'), inputs, attributes: {} });
      }
      case 10:
        return this.#try({ ...one('Dropout'), attributes: { ratio: choose([0.5, 0.4, 0.15], a) } });
      case 11:
        return this.#try({ ...one('Softmax'), attributes: { axis: 1 + (a % 3) } });
      case 12: {
        const permutation = flag ? [0, 1, 3, 2] : [0, 2, 3, 1];
        return this.#try({ ...one('Transpose'), attributes: { permutation } });
      }
      case 13:
        return this.#try({
          ...one('Reshape'),
          attributes: { shape: flag ? [0, -1, width, height] : [-1, height, channels, width] },
        });
      default:
        return this.#try({
          ...one(flag ? 'ReduceMean' : 'ReduceSum'),
          attributes: { axes: a % 2 === 0 ? [2] : [1, 3], keepDimensions: true },
        });
    }
  }

  finish(head: number, auxiliary: boolean): RandomNetwork {
    const features = this.#x;
    const flat = (name: string, node: Node): string => {
      this.#nodes.push(node);
      return name;
    };
    const pooled =
      head === 0
        ? flat('flat', {
            op: 'Flatten',
            name: 'flat',
            inputs: [features],
            outputs: ['flat'],
            attributes: { axis: 1 },
          })
        : flat('pooled', {
            op: 'ReduceMean',
            name: 'pooled',
            inputs: [features],
            outputs: ['pooled'],
            attributes: { axes: [2, 3], keepDimensions: false },
          });
    const [, width = 0] = inferShapes(this.#graph([pooled]), 2).get(pooled) ?? [];
    if (head === 2) {
      const weight = this.#parameter('fc.weight', [width, 3], 'weight');
      const bias = this.#parameter('fc.bias', [3], 'bias');
      const product = { inputs: [pooled, weight], outputs: ['product'], attributes: {} } as const;
      this.#nodes.push({ op: 'MatMul', name: 'product', ...product });
      const sum = { inputs: ['product', bias], outputs: ['logits'], attributes: {} } as const;
      this.#nodes.push({ op: 'Add', name: 'logits', ...sum });
    } else {
      const weight = this.#parameter('fc.weight', [3, width], 'weight');
      const bias = this.#parameter('fc.bias', [3], 'bias');
      this.#nodes.push({
        op: 'Gemm',
        name: 'logits',
        inputs: [pooled, weight, bias],
        outputs: ['logits'],
        attributes: { transA: false, transB: true, alpha: 1, beta: 0.5 },
      });
    }
    const graph = this.#graph(auxiliary ? ['logits', pooled] : ['logits']);
    const weights = new Map(
      graph.parameters.map(({ name, shape, role }, index) => [
        name,
        values(shape, index, role === 'runningVariance'),
      ]),
    );
    return { graph, weights };
  }

  #shape(): Shape {
    return inferShapes(this.#graph([this.#x]), 2).get(this.#x) ?? [];
  }

  /** Keeps the node if it fits, with an output that is still of a moderate size. */
  #try(node: Node): void {
    const before = this.#x;
    this.#nodes.push(node);
    this.#x = node.outputs[0];
    try {
      const size = this.#shape().reduce((product, length) => product * length, 1);
      if (this.#shape()[0] === 2 && this.#shape().length === 4 && size < 4000) return;
    } catch {
      // The window does not fit, or the shape does not divide.
    }
    this.#nodes.pop();
    this.#x = before;
  }

  #parameter(name: string, shape: Shape, role: Parameter['role']): string {
    this.#parameters.push({ name, shape, role });
    return name;
  }

  #constant(name: string, shape: Shape): string {
    this.#constants.push({ name, shape, values: values(shape, name.length, false) });
    return name;
  }

  #graph(outputs: [string, ...string[]]): Graph {
    const used = new Set(this.#nodes.flatMap((node) => node.inputs));
    return {
      name: 'random',
      input: this.#input,
      outputs,
      nodes: [...this.#nodes],
      parameters: this.#parameters.filter(({ name }) => used.has(name)),
      constants: this.#constants.filter(({ name }) => used.has(name)),
    };
  }
}

function unaryNode(one: (op: UnaryOperator) => object, a: number, b: number): Node {
  const op = choose(UNARY_OPERATORS, a);
  return { ...one(op), attributes: choose(UNARY[op].examples as readonly object[], b) } as Node;
}

function choose<T>(choices: readonly T[], index: number): T {
  return choices[index % choices.length] as T;
}

function values(shape: Shape, seed: number, positive: boolean): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1);
  const data = Float32Array.from({ length }, (_, i) => Math.sin(seed * 7.7 + i * 1.3));
  return positive ? data.map((value) => 0.75 + value / 4) : data;
}
