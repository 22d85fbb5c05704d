/** @file What can be said of an ONNX file that an engine runs as it stands. */
import { createHash } from 'node:crypto';
import { clearField, create } from '@bufbuild/protobuf';
import { UserError } from '@convbench/spec/plain';
import type {
  Dimension,
  GraphInput,
  OpaqueLayer,
  StaticCost,
  UncountedNode,
} from '@convbench/spec';
import { COUNTED_OPERATORS } from '@convbench/graph';
import { elementType } from '../constants.js';
import { noteDeadNodes } from '../decode.js';
import { addInitializers } from '../initializers.js';
import type { ExternalDataOptions } from '../initializers.js';
import { findInput } from '../input.js';
import { encodeOnnxMessage } from '../message.js';
import type { OnnxNote, OnnxNoteKind } from '../notes.js';
import { GraphProtoSchema, ModelProtoSchema, TensorProtoSchema } from '../onnx_pb.js';
import type { GraphProto, ModelProto } from '../onnx_pb.js';
import { TranslationContext, PROBES } from '../operators/context.js';
import { opsetOf } from '../opset.js';
import { orderNodes } from '../order.js';
import { declaredShapes, symbolsOf, tensorType } from './declaredShapes.js';
import type { DeclaredShape } from './declaredShapes.js';
import { asPlanes, takesChannelsLast } from './layout.js';
import { isConvolution, opaqueActivations, opaqueDepth, opaqueLayers } from './opaqueLayers.js';
import { readNodes } from './readNodes.js';
import type { ReadNode } from './readNodes.js';

export interface OpaqueOnnx {
  readonly name: string;
  /** Images [N, C, H, W], whatever the file's own layout is. */
  readonly input: GraphInput;
  /** Whether the file itself takes [N, H, W, C]. */
  readonly channelsLast: boolean;
  readonly outputs: readonly { readonly name: string; readonly shape: DeclaredShape | undefined }[];
  readonly layers: readonly OpaqueLayer[];
  readonly static: StaticCost & { readonly uncountedNodes: UncountedNode[] };
  /** Operators that have no rule in the vocabulary, or not in the form that the file uses; each once. */
  readonly operators: readonly string[];
  /** Domains of operators that the file does not define itself. */
  readonly domains: readonly string[];
  readonly notes: readonly OnnxNote[];
}

export interface ReadOpaqueOptions extends ExternalDataOptions {
  readonly name?: string;
  /** Shape of one image in the file's layout, for files that leave it open. */
  readonly inputShape?: readonly number[] | undefined;
}

/**
 * Reads a file as far as the vocabulary goes: shapes and figures of the nodes that it knows, and which nodes it does
 * not count. Shapes behind an unknown node are those that the file declares; where it declares none, they are unknown.
 *
 * @throws UserError as `decodeOnnx` for damaged files, and for images or outputs that are not float32.
 */
export function readOpaqueOnnx(model: ModelProto, options: ReadOpaqueOptions = {}): OpaqueOnnx {
  const proto = model.graph as GraphProto;
  const { live, dead } = orderNodes(proto, false);
  const context = new TranslationContext([
    ...proto.node.flatMap((node) => [node.name, ...node.output]),
    ...proto.input.map((input) => input.name),
    ...proto.initializer.map((tensor) => tensor.name),
  ]);
  noteDeadNodes(dead, context);
  addInitializers(proto, live, { ...options, keepForeignTypes: true }, context);
  const input = findInput(proto, live, options.inputShape, context);
  checkFloat(proto, input.name);
  const channelsLast = takesChannelsLast(input.name, input.shape, live);
  context.addShape(input.name, input.shape);

  const image = proto.input.find(({ name }) => name === input.name);
  const declared = declaredShapes(proto, symbolsOf(image, input.shape));
  const nodes = readNodes(live, opsetOf(model), declared, context);
  const outputs = [...new Set(proto.output.map(({ name }) => name))];
  const [batch] = input.shape;
  const images = typeof batch === 'number' ? batch : PROBES[0];
  const stored = new Map(proto.initializer.map((tensor) => [tensor.name, tensor]));
  const { layers, weightBytes } = opaqueLayers(nodes, stored, context, images);
  const uncountedNodes = nodes.flatMap(({ name, operator, uncounted }) =>
    uncounted === undefined ? [] : [{ name, op: operator, reason: uncounted }],
  );
  const activations = opaqueActivations(input.name, outputs, nodes, context, images);
  const sum = (of: (layer: OpaqueLayer) => number | null) =>
    layers.reduce((total, layer) => total + (of(layer) ?? 0), 0);
  const macs = sum((layer) => layer.macs);
  const operators = [
    ...new Set(
      uncountedNodes.filter(({ reason }) => reason !== 'unknown-shape').map(({ op }) => op),
    ),
  ];
  return {
    name: options.name ?? (proto.name || 'model'),
    input: channelsLast ? { ...input, shape: asPlanes(input.shape) } : input,
    channelsLast,
    outputs: outputs.map((name) => ({
      name,
      shape: context.knownDimensions(name) ?? declared.get(name),
    })),
    layers,
    static: {
      graphSha256: structureSha256(model, input.shape),
      trainableParameters: sum((layer) => layer.trainableParameters),
      totalParameters: sum((layer) => layer.totalParameters),
      macs,
      flops: 2 * macs,
      countedOperators: [...COUNTED_OPERATORS],
      weightBytes,
      activationPeakBytes: activations.peak,
      activationSumBytes: activations.sum,
      convolutions: nodes.filter(({ operator }) => isConvolution(operator)).length,
      depth: opaqueDepth(nodes, outputs),
      uncountedNodes,
    },
    operators,
    domains: domainsOf(model),
    notes: notesOf(context.notes, nodes, operators, channelsLast, input),
  };
}

/** @throws UserError unless images go in and logits come out as float32. */
function checkFloat(graph: GraphProto, input: string): void {
  const check = (name: string, info: GraphProto['input'][number] | undefined, verb: string) => {
    const type = elementType((info && tensorType(info)?.elemType) ?? 0);
    if (type === undefined || type === 'float32') return;
    throw new UserError(
      'formats',
      `The ONNX file ${verb} '${name}' as ${type}; a file with operators that are not supported here is run as it stands, in float32 only.`,
      'Export it with float32 images and logits; inside it may compute in any precision.',
    );
  };
  const image = graph.input.find(({ name }) => name === input);
  check(input, image, 'takes its images');
  const [logits] = graph.output;
  check(logits?.name ?? '', logits, 'gives its output');
}

function domainsOf(model: ModelProto): readonly string[] {
  const own = new Set(model.functions.map(({ domain, name }) => `${domain}:${name}`));
  const used = (nodes: GraphProto['node']): string[] =>
    nodes.flatMap((node) => [
      ...(own.has(`${node.domain}:${node.opType}`)
        ? []
        : [node.domain === 'ai.onnx' ? '' : node.domain]),
      ...node.attribute.flatMap(({ g, graphs }) =>
        [...(g === undefined ? [] : [g]), ...graphs].flatMap((graph) => used(graph.node)),
      ),
    ]);
  const inside = model.functions.flatMap(({ node }) => used(node));
  return [...new Set([...used(model.graph?.node ?? []), ...inside])].sort();
}

/** What the notes of the translation mean for a file that is run as it stands. */
const AS_IT_STANDS: Partial<Record<OnnxNoteKind, (name: string) => string>> = {
  'batch-norm-training': (name) =>
    `BatchNormalization '${name}' is in training mode: the logits of an image depend on the other images of its batch, and so does the accuracy.`,
  'dropout-training': (name) =>
    `Dropout '${name}' is in training mode: the outputs are random, and so is the accuracy.`,
};

function notesOf(
  notes: readonly OnnxNote[],
  nodes: readonly ReadNode[],
  operators: readonly string[],
  channelsLast: boolean,
  input: GraphInput,
): readonly OnnxNote[] {
  const kept = notes.flatMap((note): OnnxNote[] => {
    if (note.kind === 'dead-nodes') return [note];
    const message = AS_IT_STANDS[note.kind];
    return message === undefined ? [] : [{ ...note, message: message(note.names[0] ?? '') }];
  });
  const last = nodes.at(-1);
  const uses = operators.map((operator) => {
    const count = nodes.filter((node) => node.operator === operator && node.uncounted).length;
    return `${operator} (${count})`;
  });
  const isPlural = uses.length > 1;
  return [
    {
      kind: 'run-as-it-stands',
      message: `The file has ${isPlural ? 'operators' : 'an operator'} that the reference does not interpret: ${uses.join(', ')}. It is run as it stands: MACs, parameters and activation memory are lower bounds, and its logits are not checked.`,
      names: operators,
    },
    ...kept,
    ...(last !== undefined && last.operator === 'Softmax'
      ? [
          {
            kind: 'ends-in-softmax' as const,
            message: `The file ends in the Softmax '${last.name}'; its outputs are probabilities.`,
            names: [last.name],
          },
        ]
      : []),
    ...(channelsLast
      ? [
          {
            kind: 'nhwc-input' as const,
            message: `The file takes its input '${input.name}' as [${input.shape.join(', ')}] (height, width, channels); a Transpose from planes is put in front of it.`,
            names: [input.name],
          },
        ]
      : []),
  ];
}

/** In hex, of everything but the values of floating-point initializers: what `graphSha256` is to a graph. */
function structureSha256(model: ModelProto, shape: readonly Dimension[]): string {
  const graph = Object.assign(create(GraphProtoSchema), model.graph);
  graph.initializer = graph.initializer.map((tensor) => {
    const shell = Object.assign(create(TensorProtoSchema), tensor);
    if (!(elementType(tensor.dataType)?.includes('float') ?? true)) return shell;
    for (const field of ['rawData', 'floatData', 'doubleData', 'externalData'] as const) {
      clearField(shell, TensorProtoSchema.field[field]);
    }
    return shell;
  });
  const shell = Object.assign(create(ModelProtoSchema), model, { graph });
  return createHash('sha256')
    .update(JSON.stringify(shape))
    .update(encodeOnnxMessage(shell))
    .digest('hex');
}
