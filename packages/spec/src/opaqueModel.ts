import type { Family } from './architecture.js';
import type { GraphInput, Shape } from './graph.js';
import type { StaticCost } from './index.js';

/** One node of an opaque model, for a table. */
export interface OpaqueLayer {
  readonly name: string;
  /** With its domain where that is not ONNX's own. */
  readonly op: string;
  /** Of one image, without the batch dimension; null where it is not known. */
  readonly outputShape: Shape | null;
  /** '3x3' (height x width); empty for layers without a window, as are the next two. */
  readonly kernel: string;
  readonly stride: string;
  readonly padding: string;
  /** Of a convolution; null for everything else. */
  readonly groups: number | null;
  readonly trainableParameters: number;
  /** With running statistics. */
  readonly totalParameters: number;
  /** Parameters that an earlier layer has counted already. */
  readonly sharedParameters: readonly string[];
  /** Of one image; null where they are not counted. */
  readonly macs: number | null;
  readonly activationBytes: number;
}

/** An ONNX file ready for an engine: weights inside, one image input of a fixed shape. */
export interface OnnxFile {
  readonly bytes: Uint8Array;
  readonly input: { readonly name: string; readonly shape: Shape };
  /** Of [N, classes], or with further axes of length 1. */
  readonly output: string;
}

/**
 * A network that cannot be said in the vocabulary of `Graph`: an ONNX file with operators that only an engine knows. It
 * is measured as it stands, by backends that can open such a file; it is neither interpreted nor trained.
 */
export interface OpaqueModel {
  readonly name: string;
  readonly family: Family;
  /** Images [N, C, H, W]; N is a number where the file takes one batch size only. */
  readonly input: GraphInput;
  readonly classes: number;
  /** Of what could be counted; `uncountedNodes` names the rest. */
  readonly static: StaticCost;
  readonly layers: readonly OpaqueLayer[];
  /** Operators that the reference does not interpret, each once. */
  readonly operators: readonly string[];
  /** Domains of its operators, without those that the file defines itself; '' is ONNX's own. */
  readonly domains: readonly string[];
  /** The file for batches of this size. */
  file(batchSize: number): OnnxFile;
}
