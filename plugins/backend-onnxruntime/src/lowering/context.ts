/** @file What the lowering of one node sees: where each tensor of the step is stored, and who reads it. */
import type { Shape, TrainingGraph, TrainingNode } from '@convbench/spec';
import { Readers } from '../passes/readers.js';
import type { LoweringOptions } from './options.js';
import { elements, StepBuilder } from './stepBuilder.js';

/**
 * Order of a tensor's elements.
 * `logical`: that of the training graph, row-major.
 * `batchLast`: the first axis comes last: [C, H, W, N] of an activation, [K, N] of a matrix of features.
 * `outputSpatialInput`: [O, kh, kw, I] of a convolution's weights, the order in which their gradient arises.
 */
export type Layout = 'logical' | 'batchLast' | 'outputSpatialInput';

interface Stored {
  /** Name in the ONNX model; its shape there is free, its elements are in the order of the layout. */
  readonly tensor: string;
  readonly layout: Layout;
}

/** [C, H, W, N] of an activation; a matrix of features [N, K] counts as K maps of one pixel, further axes as width. */
export interface ActivationShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly batch: number;
  /** height * width * batch */
  readonly plane: number;
}

/** WebGPU promises a kernel 8 buffers; one is the whole. */
const WEBGPU_PARTS = 7;

export class LoweringContext {
  readonly build: StepBuilder;
  /** Intermediate results of a forward node that its gradient uses again, by the node's output. */
  readonly saved = new Map<string, unknown>();
  readonly #stored = new Map<string, Stored>();
  readonly #readers: Readers;

  constructor(
    readonly training: TrainingGraph,
    readonly options: LoweringOptions,
  ) {
    this.#readers = new Readers(training);
    this.build = new StepBuilder(options.device === 'webgpu' ? WEBGPU_PARTS : Infinity);
  }

  shapeOf(name: string): Shape {
    const shape = this.training.shapes[name];
    if (shape === undefined) throw new Error(`The training graph gives no shape of '${name}'.`);
    return shape;
  }

  activation(name: string): ActivationShape {
    const [batch = 1, channels = 1, height = 1, ...rest] = this.shapeOf(name);
    const width = elements(rest);
    return { channels, height, width, batch, plane: height * width * batch };
  }

  /** The one node that reads the tensor, if there is exactly one and the step does not return the tensor. */
  onlyReaderOf(name: string): TrainingNode | undefined {
    return this.#readers.only(name);
  }

  /** The output of the Relu that alone reads the tensor, to be computed in its place: gradients need only that. */
  onlyReluOf(name: string): string | undefined {
    const reader = this.onlyReaderOf(name);
    return reader?.op === 'Relu' ? reader.outputs[0] : undefined;
  }

  store(name: string, tensor: string, layout: Layout): void {
    this.#stored.set(name, { tensor, layout });
  }

  isStored(name: string): boolean {
    return this.#stored.has(name);
  }

  layoutOf(name: string): Layout {
    return this.#find(name).layout;
  }

  /** The tensor as it lies, whatever the layout. */
  stored(name: string): string {
    return this.#find(name).tensor;
  }

  /** The tensor in the given layout; transposed on the first demand where it lies otherwise. */
  as(name: string, layout: Layout): string {
    const stored = this.#find(name);
    if (stored.layout === layout) return stored.tensor;
    const key = `${name}@${layout}`;
    const known = this.#stored.get(key);
    if (known) return known.tensor;
    const tensor = this.#convert(stored, this.shapeOf(name), layout);
    this.store(key, tensor, layout);
    return tensor;
  }

  batchLast(name: string): string {
    return this.as(name, 'batchLast');
  }

  logical(name: string): string {
    return this.as(name, 'logical');
  }

  /** A tensor that several nodes use; made on the first demand. */
  shared(key: string, make: () => string): string {
    const known = this.saved.get(key);
    if (typeof known === 'string') return known;
    const tensor = make();
    this.saved.set(key, tensor);
    return tensor;
  }

  /** An activation as the matrix [channels, plane]. */
  matrix(name: string): string {
    const { channels, plane } = this.activation(name);
    return this.build.view(this.batchLast(name), [channels, plane]);
  }

  #find(name: string): Stored {
    const stored = this.#stored.get(name);
    if (!stored) throw new Error(`'${name}' is read before the step has made it.`);
    return stored;
  }

  #convert(stored: Stored, shape: Shape, layout: Layout): string {
    if (stored.layout === 'logical') return this.#fromLogical(stored.tensor, shape, layout);
    const logical = this.#toLogical(stored, shape);
    return layout === 'logical' ? logical : this.#fromLogical(logical, shape, layout);
  }

  #fromLogical(tensor: string, shape: Shape, layout: Layout): string {
    const [first = 1, second = 1, ...rest] = shape;
    if (layout === 'batchLast') {
      const features = elements(shape) / first;
      if (first === 1 || features === 1) return tensor;
      return this.build.transpose(this.build.view(tensor, [first, features]), [1, 0]);
    }
    return this.build.transpose(
      this.build.view(tensor, [first, second, elements(rest)]),
      [0, 2, 1],
    );
  }

  #toLogical({ tensor, layout }: Stored, shape: Shape): string {
    const [first = 1, second = 1, ...rest] = shape;
    if (layout === 'batchLast') {
      const features = elements(shape) / first;
      if (first === 1 || features === 1) return tensor;
      return this.build.transpose(this.build.view(tensor, [features, first]), [1, 0]);
    }
    return this.build.transpose(
      this.build.view(tensor, [first, elements(rest), second]),
      [0, 2, 1],
    );
  }
}
