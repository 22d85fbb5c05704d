/** @file Collects the ONNX nodes of a lowered training step. */
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from '@convbench/formats';
import { onnxOutputShape } from './onnxShapes.js';

export type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** Domain of onnxruntime's own operators, such as FusedConv. */
const MICROSOFT = 'com.microsoft';

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

function groupsOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

/** Appends nodes with generated tensor names; constants and views (reshapes) are shared. */
export class StepBuilder {
  readonly #inputs: OnnxValue[] = [];
  readonly #outputs: OnnxValue[] = [];
  readonly #nodes: OnnxNode[] = [];
  readonly #leaves: OnnxNode[] = [];
  readonly #initializers = new Map<string, OnnxTensor>();
  readonly #views = new Map<string, string>();
  readonly #viewedTensor = new Map<string, string>();
  /** Shapes of tensors where they are known. */
  readonly #shapes = new Map<string, readonly number[]>();
  /** Values of int64 constants. */
  readonly #integers = new Map<string, readonly number[]>();
  #tensorCount = 0;

  /** `mostParts`: a Split or Concat of more becomes a tree of smaller ones. */
  constructor(private readonly mostParts = Infinity) {}

  input(value: OnnxValue): string {
    this.#inputs.push(value);
    this.#shapes.set(value.name, value.shape as readonly number[]);
    return value.name;
  }

  /** A node with one output; returns its name. */
  op(opType: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const output = this.#freshName(opType);
    this.#nodes.push({ opType, name: output, inputs, outputs: [output], attributes });
    const shapes = inputs.map((input) => this.#shapes.get(input));
    const integers = inputs.map((input) => this.#integers.get(input));
    const shape = onnxOutputShape(opType, shapes, integers, attributes);
    if (shape) this.#shapes.set(output, shape);
    return output;
  }

  /** A node of onnxruntime's own domain. */
  microsoftOp(opType: string, inputs: readonly string[], attributes: Attributes): string {
    const output = this.#freshName(opType);
    const domain = MICROSOFT;
    this.#nodes.push({ opType, domain, name: output, inputs, outputs: [output], attributes });
    return output;
  }

  /** Parts of `tensor` along `axis`. */
  split(tensor: string, sizes: readonly number[], axis: number): string[] {
    if (sizes.length > this.mostParts) {
      const groups = groupsOf(sizes, this.mostParts);
      const wholes = this.split(tensor, groups.map(sum), axis);
      return groups.flatMap((group, i) => this.split(wholes[i] as string, group, axis));
    }
    if (sizes.length === 1) return [tensor];
    const outputs = sizes.map(() => this.#freshName('Split'));
    const inputs = [tensor, this.ints(sizes)];
    const attributes = { axis: { int: axis } };
    this.#nodes.push({ opType: 'Split', name: `${outputs[0]}s`, inputs, outputs, attributes });
    const shape = this.#shapes.get(tensor);
    for (const [i, output] of outputs.entries())
      if (shape) this.#shapes.set(output, shape.with(axis, sizes[i] as number));
    return outputs;
  }

  concat(tensors: readonly string[], axis: number): string {
    const [only] = tensors;
    if (only !== undefined && tensors.length === 1) return only;
    if (tensors.length > this.mostParts) {
      const wholes = groupsOf(tensors, this.mostParts).map((group) => this.concat(group, axis));
      return this.concat(wholes, axis);
    }
    return this.op('Concat', tensors, { axis: { int: axis } });
  }

  transpose(tensor: string, permutation: readonly number[]): string {
    return this.op('Transpose', [tensor], { perm: { ints: permutation } });
  }

  gather(tensor: string, indices: readonly number[], axis: number): string {
    return this.op('Gather', [tensor, this.ints(indices)], { axis: { int: axis } });
  }

  /** The same elements in the same order under another shape. */
  view(tensor: string, shape: readonly number[]): string {
    const base = this.#viewedTensor.get(tensor) ?? tensor;
    if (this.#shapes.get(base)?.join() === shape.join()) return base;
    const key = `${base}:${shape.join('x')}`;
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    const view = this.op('Reshape', [base, this.ints(shape)]);
    this.#views.set(key, view);
    this.#viewedTensor.set(view, base);
    return view;
  }

  /** An int64 vector. */
  ints(values: readonly number[]): string {
    const name = `ints_${values.join('_')}`;
    this.#integers.set(name, values);
    return this.#constant(name, { type: 'int64', shape: [values.length], data: values });
  }

  /** A float tensor with one value everywhere. */
  filled(value: number, shape: readonly number[]): string {
    const name = `float_${value}_${shape.join('x')}`;
    const data = new Float32Array(elements(shape)).fill(value);
    return this.#constant(name, { type: 'float32', shape, data });
  }

  /** 1 in every dimension: onnxruntime has a fast path for a scalar of the other operand's rank only. */
  scalar(value: number, rank: number): string {
    return this.filled(value, Array<number>(rank).fill(1));
  }

  constant(name: string, shape: readonly number[], data: Float32Array): string {
    return this.#constant(name, { type: 'float32', shape, data });
  }

  /** Makes a tensor of the step, not a view, an output of the model. */
  output(tensor: string, shape: readonly number[]): string {
    this.#outputs.push({ name: tensor, type: 'float32', shape });
    return tensor;
  }

  /**
   * A node whose result nothing in the step reads. onnxruntime walks a graph from its leaves, the last first: with
   * the updates of weights at the end of the model, from the first layer to the last, a weight is updated right
   * after its gradient, while both are in cache, and not at the end of the step.
   */
  leaf(opType: string, inputs: readonly string[]): string {
    const output = this.#freshName(opType);
    this.#leaves.push({ opType, name: output, inputs, outputs: [output] });
    return output;
  }

  model(name: string): OnnxModel {
    return {
      name,
      nodes: [...this.#nodes, ...this.#leaves],
      inputs: this.#inputs,
      outputs: this.#outputs,
      initializers: [...this.#initializers.values()],
      opsets: { [MICROSOFT]: 1 },
    };
  }

  #constant(name: string, tensor: Omit<OnnxTensor, 'name'>): string {
    if (!this.#initializers.has(name)) this.#initializers.set(name, { name, ...tensor });
    this.#shapes.set(name, tensor.shape);
    return name;
  }

  #freshName(opType: string): string {
    this.#tensorCount += 1;
    return `${opType}_${this.#tensorCount}`;
  }
}
