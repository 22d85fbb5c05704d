/** @file Any ONNX file of the supported operators → our graph and its weights. */
import type { Graph, Node, Weights } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { addInitializers } from './initializers.js';
import type { ExternalDataOptions } from './initializers.js';
import { findInput } from './input.js';
import { decodeOnnxMessage } from './message.js';
import { NodeReader, uniqueName } from './nodeReader.js';
import { listNames } from './notes.js';
import type { OnnxNote } from './notes.js';
import type { GraphProto, NodeProto } from './onnx_pb.js';
import { TranslationContext } from './operators/context.js';
import { FOLDS } from './fold/folds.js';
import { TRANSLATIONS } from './operators/translations.js';
import { opsetOf } from './opset.js';
import { orderNodes } from './order.js';
import { assignRoles } from './roles.js';
import { freeBatch } from './simplify/batch.js';
import { takePlanes } from './simplify/nhwc.js';
import { cutSoftmax } from './simplify/softmax.js';
import { findUnsupported } from './unsupported.js';

export interface DecodeOnnxOptions extends ExternalDataOptions {
  /** Name of the graph; the file's own name for it when absent. */
  readonly name?: string;
  /** Shape of one image, for files that leave it open. */
  readonly inputShape?: readonly number[] | undefined;
  /** Keep a softmax at the end; without it the graph ends in logits, as the rest of the project expects. */
  readonly keepSoftmax?: boolean;
  /** Import nodes that no output depends on as well, to tell what they cost. */
  readonly keepDeadNodes?: boolean;
}

export interface DecodedOnnx {
  readonly graph: Graph;
  readonly weights: Weights;
  /** What a user should know about the difference between file and graph. */
  readonly notes: readonly OnnxNote[];
}

/**
 * Imports an ONNX model: older forms of operators translated, padding resolved, constants folded, tensors of other
 * precisions as float32, nodes without effect left out. Names of nodes, tensors and parameters are the file's.
 *
 * @throws UserError for files that are damaged or malformed, for operators and settings that are not supported (all
 *   operators at once), and for weights that cannot be found.
 */
export function decodeOnnx(bytes: Uint8Array, options: DecodeOnnxOptions = {}): DecodedOnnx {
  const model = decodeOnnxMessage(bytes);
  const proto = model.graph as GraphProto;
  const opset = opsetOf(model);
  const { live, dead } = orderNodes(proto, options.keepDeadNodes ?? false);
  const unsupported = findUnsupported(proto, live);
  if (unsupported) throw unsupported;

  const context = new TranslationContext([
    ...proto.node.flatMap((node) => [node.name, ...node.output]),
    ...proto.input.map((input) => input.name),
    ...proto.initializer.map((tensor) => tensor.name),
  ]);
  noteDeadNodes(dead, context);
  addInitializers(proto, live, options, context);
  const input = findInput(proto, live, options.inputShape, context);
  context.addShape(input.name, input.shape);
  translateNodes(live, opset, context);

  const outputs = outputNames(proto, context, input.name);
  let draft = { input, outputs, nodes: context.nodes as readonly Node[] };
  if (!options.keepSoftmax) draft = cutSoftmax(draft, context);
  draft = takePlanes(draft, context);
  const { parameters, constants, weights } = assignRoles(
    draft.nodes,
    context.constants,
    new Map(proto.initializer.map((tensor) => [tensor.name, tensor.docString])),
  );
  const name = options.name ?? (proto.name || 'model');
  const graph = freeBatch({ name, ...draft, parameters, constants }, context);
  return { graph, weights, notes: context.notes };
}

export function noteDeadNodes(dead: readonly NodeProto[], context: TranslationContext): void {
  const names = dead.map((node) => node.name || (node.output[0] ?? node.opType));
  if (names.length === 0) return;
  context.addNote(
    'dead-nodes',
    `No output depends on ${listNames(names)}; such nodes and their weights are left out.`,
    names,
  );
}

function translateNodes(
  live: readonly NodeProto[],
  opset: number,
  context: TranslationContext,
): void {
  const names = new Set<string>();
  for (const proto of live) {
    const reader = new NodeReader(proto, uniqueName(proto, names), opset);
    const fold = FOLDS.get(proto.opType);
    const foldable =
      proto.opType === 'Shape' || reader.inputs.every((name) => context.constants.has(name));
    if (fold && foldable) {
      context.addConstant(reader.firstOutput, fold(reader, context));
    } else {
      TRANSLATIONS.get(proto.opType)?.(reader, context);
    }
  }
}

function outputNames(
  proto: GraphProto,
  context: TranslationContext,
  input: string,
): readonly [string, ...string[]] {
  const [first, ...rest] = [...new Set(proto.output.map((output) => output.name))];
  const missing = [first, ...rest].filter(
    (name) => name !== undefined && name !== input && !context.producer(name),
  );
  if (first === undefined || missing.length > 0) {
    throw new UserError(
      'formats',
      first === undefined
        ? 'The ONNX file has no outputs.'
        : `Outputs of the ONNX file do not depend on its input or are not supported: ${listNames(missing as string[])}.`,
      'Export the model again, with its logits as output.',
    );
  }
  return [first, ...rest];
}
