/** @file What importing an ONNX file found worth saying. */
import { firstOf } from '@convbench/spec/plain';

/**
 * - `batch-norm-training`: the file normalises with the statistics of the batch, the graph with the stored ones, so
 *   the graph computes something else; figures that depend on the batch size need a mark.
 * - `batch-norm-spatial`: `spatial` is 0 although the parameters are per channel; read as per channel.
 * - `dropout-training`: the file drops at random, the graph does not.
 * - `ends-in-softmax`: the file's output is probabilities; the graph ends before the softmax (unless kept).
 * - `nhwc-input`: the file takes [N, H, W, C], the graph planes [N, C, H, W].
 * - `dead-nodes`: nodes that lead to no output were left out.
 * - `batch-freed`: the file fixes the batch size, the graph takes any.
 * - `batch-fixed`: the file fixes the batch size and depends on it.
 * - `run-as-it-stands`: the file has operators outside of the vocabulary; an engine runs it, the figures are lower bounds.
 * - `precision`: tensors were stored in another precision and are float32 now.
 */
export type OnnxNoteKind =
  | 'batch-norm-training'
  | 'batch-norm-spatial'
  | 'dropout-training'
  | 'ends-in-softmax'
  | 'nhwc-input'
  | 'dead-nodes'
  | 'batch-freed'
  | 'batch-fixed'
  | 'precision'
  | 'run-as-it-stands';

export interface OnnxNote {
  readonly kind: OnnxNoteKind;
  /** A sentence for people, with the names. */
  readonly message: string;
  /** Names of the nodes or tensors that it is about. */
  readonly names: readonly string[];
}

/** Names in a sentence, in quotes: the first few, and how many more. */
export function listNames(names: readonly string[], limit = 5): string {
  return firstOf(
    names.map((name) => `'${name}'`),
    limit,
  );
}
