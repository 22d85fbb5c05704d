/** @file What the translation of an ONNX file knows while it goes through the nodes. */
import type { Dimension, Node, Shape } from '@convbench/spec';
import { nodeOutputShapes } from '@convbench/graph';
import type { ConstantTensor } from '../constants.js';
import type { NodeReader } from '../nodeReader.js';
import type { OnnxNote } from '../notes.js';

/**
 * Batch sizes at which shapes are inferred side by side: a dimension that is the same at both is static, one that is
 * the batch size at both is N.
 */
export const PROBES = [2, 3] as const;
type ProbedShape = readonly [Shape, Shape];

/** Zeros that a Pad node puts around its map; ONNX has it as a node, here it belongs to the next window. */
export interface PendingPad {
  readonly source: string;
  readonly pads: readonly [number, number, number, number];
}

/** Translates one node, by emitting nodes of ours or by making a constant. */
export type Translate = (reader: NodeReader, context: TranslationContext) => void;

export class TranslationContext {
  readonly nodes: Node[] = [];
  readonly notes: OnnxNote[] = [];
  readonly constants = new Map<string, ConstantTensor>();
  readonly pendingPads = new Map<string, PendingPad>();
  readonly #shapes = new Map<string, ProbedShape>();
  readonly #producers = new Map<string, Node>();
  readonly #names = new Set<string>();

  constructor(reservedNames: Iterable<string>) {
    for (const name of reservedNames) this.#names.add(name);
  }

  /** A name for a node or tensor that the file does not have. */
  freshName(base: string): string {
    let name = base;
    for (let count = 2; this.#names.has(name); count++) name = `${base}_${count}`;
    this.#names.add(name);
    return name;
  }

  /** Of a tensor that no translated node makes: the image, or one that the file declares. */
  addShape(name: string, shape: readonly Dimension[]): void {
    const at = (batch: number): Shape => shape.map((size) => (size === 'N' ? batch : size));
    this.#shapes.set(name, [at(PROBES[0]), at(PROBES[1])]);
  }

  addConstant(name: string, tensor: ConstantTensor): void {
    this.constants.set(name, tensor);
  }

  addNote(kind: OnnxNote['kind'], message: string, names: readonly string[]): void {
    this.notes.push({ kind, message, names });
  }

  /** Appends a node and infers the shapes of its outputs. */
  emit(reader: NodeReader, node: Node): void {
    const shapes = PROBES.map((_, probe) =>
      nodeOutputShapes(
        node,
        node.inputs.map((input) => this.#probedShape(reader, input)[probe] as Shape),
      ),
    );
    node.outputs.forEach((output, index) => {
      const [first, second] = [shapes[0]?.[index], shapes[1]?.[index]];
      if (!first || !second) throw reader.invalid(`has too many outputs`);
      this.#shapes.set(output, [first, second]);
      this.#producers.set(output, node);
    });
    this.nodes.push(node);
  }

  /** Shape at the first of the batch sizes; undefined where it is not known. */
  probedShape(tensor: string): Shape | undefined {
    return this.constants.get(tensor)?.shape ?? this.#shapes.get(tensor)?.[0];
  }

  /** Dimensions of a tensor, each a number or N; undefined where that is not known. */
  knownDimensions(tensor: string): readonly Dimension[] | undefined {
    const [first, second] = this.#shapes.get(tensor) ?? [];
    if (first === undefined || second === undefined) return this.constants.get(tensor)?.shape;
    const dimensions = first.map((size, axis) =>
      size === second[axis]
        ? size
        : size === PROBES[0] && second[axis] === PROBES[1]
          ? 'N'
          : undefined,
    );
    return dimensions.every((size) => size !== undefined) ? dimensions : undefined;
  }

  /** The node that makes a tensor; undefined for inputs and constants. */
  producer(tensor: string): Node | undefined {
    return this.#producers.get(tensor);
  }

  /** Dimensions of a tensor, each a number or N. */
  dimensions(reader: NodeReader, tensor: string): readonly Dimension[] {
    const [first, second] = this.#probedShape(reader, tensor);
    return first.map((size, axis) => {
      if (size === second[axis]) return size;
      if (size === PROBES[0] && second[axis] === PROBES[1]) return 'N';
      throw reader.invalid(
        `needs the size of '${tensor}' along axis ${axis}, which mixes the batch size with other dimensions`,
      );
    });
  }

  /** Whether a tensor has the batch size itself along an axis. */
  isBatch(reader: NodeReader, tensor: string, axis: number): boolean {
    const [first, second] = this.#probedShape(reader, tensor);
    return first[axis] === PROBES[0] && second[axis] === PROBES[1];
  }

  rank(reader: NodeReader, tensor: string): number {
    return this.#probedShape(reader, tensor)[0].length;
  }

  /** Height and width of a map [N, C, H, W]. */
  spatialSizes(reader: NodeReader, tensor: string): readonly [number, number] {
    const [, , height, width, ...rest] = this.dimensions(reader, tensor);
    if (typeof height !== 'number' || typeof width !== 'number' || rest.length > 0) {
      throw reader.invalid(`needs a map [N, C, H, W] of known height and width, not '${tensor}'`);
    }
    return [height, width];
  }

  /** An axis counted from the front. */
  axis(reader: NodeReader, tensor: string, axis: number): number {
    const rank = this.rank(reader, tensor);
    const normalized = axis < 0 ? axis + rank : axis;
    if (normalized < 0 || normalized >= rank) {
      throw reader.invalid(`works on axis ${axis} of '${tensor}', which has ${rank} dimensions`);
    }
    return normalized;
  }

  /** Values of a constant of integers without N, such as axes; undefined where the input is left out. */
  integers(reader: NodeReader, input: number): readonly number[] | undefined {
    const name = reader.input(input);
    if (name === undefined) return undefined;
    const tensor = this.constants.get(name);
    if (tensor?.kind !== 'integer') {
      throw reader.invalid(`needs '${name}' as integers that are known beforehand`);
    }
    return tensor.values.map((value) => {
      if (value === 'N') throw reader.invalid(`uses the batch size in '${name}'`);
      return value;
    });
  }

  /** Value of a constant with one element, whatever its type; undefined where the input is left out. */
  scalar(reader: NodeReader, input: number): number | undefined {
    const name = reader.input(input);
    if (name === undefined) return undefined;
    const tensor = this.constants.get(name);
    const value = tensor?.values[0];
    if (tensor?.values.length !== 1 || typeof value !== 'number') {
      throw reader.invalid(`needs '${name}' as one number that is known beforehand`);
    }
    return value;
  }

  #probedShape(reader: NodeReader, tensor: string): ProbedShape {
    const constant = this.constants.get(tensor);
    if (constant) {
      if (constant.kind === 'integer') {
        throw reader.invalid(`takes the integers '${tensor}' as data`);
      }
      return [constant.shape, constant.shape];
    }
    const shape = this.#shapes.get(tensor);
    if (shape) return shape;
    if (this.pendingPads.has(tensor)) {
      throw reader.invalid(`takes the padded map '${tensor}'; only a convolution can do that here`);
    }
    throw reader.invalid(`takes '${tensor}', which is an output that is not supported here`);
  }
}
