/** @file Any ONNX file of the supported operators → our graph and its weights. */
import type { Graph, Node, Weights } from '@convbench/spec';
import { UserError } from '@convbench/spec';
import { constantFromProto, elementType } from './constants.js';
import type { ExternalDataReader } from './externalData.js';
import { checkExternalLocations, externalDataReader } from './externalData.js';
import { findInput } from './input.js';
import { decodeOnnxMessage } from './message.js';
import { NodeReader } from './nodeReader.js';
import { listNames } from './notes.js';
import type { OnnxNote } from './notes.js';
import type { GraphProto, ModelProto, NodeProto } from './onnx_pb.js';
import { TranslationContext } from './operators/context.js';
import { FOLDS } from './fold/folds.js';
import { TRANSLATIONS } from './operators/translations.js';
import { orderNodes } from './order.js';
import { assignRoles } from './roles.js';
import { freeBatch } from './simplify/batch.js';
import { takePlanes } from './simplify/nhwc.js';
import { cutSoftmax } from './simplify/softmax.js';
import { findUnsupported } from './unsupported.js';

export interface DecodeOnnxOptions {
  /** Name of the graph; the file's own name for it when absent. */
  readonly name?: string;
  /** Where weights in files of their own are looked for: the folder of the model, several in order of preference. */
  readonly directory?: string | readonly string[];
  /** Reads such weights instead of the file system. */
  readonly readExternalData?: ExternalDataReader;
  /** Shape of one image, for files that leave it open. */
  readonly inputShape?: readonly number[];
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
  context.addInput(input.name, input.shape);
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

function opsetOf(model: ModelProto): number {
  const own = model.opsetImport.filter(({ domain }) => domain === '' || domain === 'ai.onnx');
  const version = own[0]?.version;
  // The first format had no versions of operators.
  if (version === undefined && model.irVersion < 3n) return 1;
  if (version === undefined || version < 1n || version > 1000n) {
    throw new UserError(
      'graph',
      `The ONNX file does not say which version of the operators it uses${version === undefined ? '' : ` (${version})`}.`,
      'Check that the file was copied completely, or export the model again.',
    );
  }
  return Number(version);
}

function noteDeadNodes(dead: readonly NodeProto[], context: TranslationContext): void {
  const names = dead.map((node) => node.name || (node.output[0] ?? node.opType));
  if (names.length === 0) return;
  context.addNote(
    'dead-nodes',
    `No output depends on ${listNames(names)}; such nodes and their weights are left out.`,
    names,
  );
}

/** Reads the values of those initializers that a live node or an output uses. */
function addInitializers(
  proto: GraphProto,
  live: readonly NodeProto[],
  options: DecodeOnnxOptions,
  context: TranslationContext,
): void {
  const { directory, readExternalData } = options;
  const reader =
    readExternalData ??
    (directory === undefined ? undefined : externalDataReader([directory].flat()));
  checkExternalLocations(proto.initializer);
  const used = new Set(live.flatMap((node) => node.input));
  const converted: string[] = [];
  for (const tensor of proto.initializer) {
    if (!used.has(tensor.name)) continue;
    if (context.constants.has(tensor.name)) {
      throw new UserError(
        'graph',
        `The ONNX file has two initializers named '${tensor.name}'.`,
        'Export the model again.',
      );
    }
    context.addConstant(tensor.name, constantFromProto(tensor, reader));
    const type = elementType(tensor.dataType);
    if (type !== 'float32' && type?.includes('float')) converted.push(tensor.name);
  }
  if (converted.length > 0) {
    context.addNote(
      'precision',
      `Converted to float32 from another precision: ${listNames(converted)}.`,
      converted,
    );
  }
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

function uniqueName(proto: NodeProto, taken: Set<string>): string {
  const base = proto.name || proto.output[0] || proto.opType;
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
  taken.add(name);
  return name;
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
      'graph',
      first === undefined
        ? 'The ONNX file has no outputs.'
        : `Outputs of the ONNX file do not depend on its input or are not supported: ${listNames(missing as string[])}.`,
      'Export the model again, with its logits as output.',
    );
  }
  return [first, ...rest];
}
