/** @file Goes through the nodes of a file with operators outside of the vocabulary, as far as shapes are known. */
import { isUserError } from '@convbench/spec/plain';
import type { Dimension, Node, UncountedNode } from '@convbench/spec';
import { broadcastShapes, COUNTED_OPERATORS, elementCount } from '@convbench/graph';
import { FOLDS } from '../fold/folds.js';
import { NodeReader, uniqueName } from '../nodeReader.js';
import type { NodeProto } from '../onnx_pb.js';
import type { TranslationContext } from '../operators/context.js';
import { TRANSLATIONS } from '../operators/translations.js';
import type { DeclaredShape } from './declaredShapes.js';
import { isWhole } from './declaredShapes.js';
import { BROADCASTS, KEEPS_SHAPE } from './shapeRules.js';

/** A node that an engine computes at every run. */
export interface ReadNode {
  readonly proto: NodeProto;
  readonly name: string;
  /** With its domain where that is not ONNX's own. */
  readonly operator: string;
  /** What it is in the vocabulary; empty where it is not. */
  readonly nodes: readonly Node[];
  /** Set where the figures do not count it. */
  readonly uncounted: UncountedNode['reason'] | undefined;
  /** Per image, of a convolution or product whose shapes only the file's declarations tell. */
  readonly declaredMacs: number | undefined;
}

const isCounted = (operator: string) => (COUNTED_OPERATORS as readonly string[]).includes(operator);

export function operatorOf({ domain, opType }: NodeProto): string {
  return domain === '' || domain === 'ai.onnx' ? opType : `${domain}:${opType}`;
}

/** Reads live nodes in their order. Nodes that only compute with shapes and constants are left out. */
export function readNodes(
  live: readonly NodeProto[],
  opset: number,
  declared: ReadonlyMap<string, DeclaredShape>,
  context: TranslationContext,
): readonly ReadNode[] {
  const names = new Set<string>();
  /** Tensors that say something of shapes, not of the image. */
  const aboutShapes = new Set<string>();
  return live.flatMap((proto) => {
    const operator = operatorOf(proto);
    const reader = new NodeReader(proto, uniqueName(proto, names), opset);
    if (folded(reader, operator, context)) return [];
    const inputs = proto.input.filter((name) => name !== '');
    const computesShape =
      operator === 'Shape' ||
      operator === 'Size' ||
      (inputs.some((name) => aboutShapes.has(name)) &&
        inputs.every((name) => aboutShapes.has(name) || context.constants.has(name)));
    if (computesShape) {
      for (const output of proto.output) aboutShapes.add(output);
      return [];
    }
    const before = context.nodes.length;
    const known = inputs
      .filter((name) => !aboutShapes.has(name))
      .every((name) => context.probedShape(name) !== undefined);
    const translated = known && translate(reader, operator, context);
    const nodes = translated ? context.nodes.slice(before) : [];
    if (!translated) declareOutputs(proto, operator, declared, context);
    const declaredMacs = translated ? undefined : macsFromShapes(proto, operator, context);
    return [
      {
        proto,
        name: reader.name,
        operator,
        nodes,
        uncounted: translated ? undefined : reasonOf(operator, known, declaredMacs),
        declaredMacs,
      },
    ];
  });
}

function folded(reader: NodeReader, operator: string, context: TranslationContext): boolean {
  const fold = FOLDS.get(operator);
  const foldable =
    operator === 'Shape' || reader.inputs.every((name) => context.constants.has(name));
  if (fold === undefined || !foldable) return false;
  return attempt(() => {
    context.addConstant(reader.firstOutput, fold(reader, context));
  });
}

function translate(reader: NodeReader, operator: string, context: TranslationContext): boolean {
  // Padding belongs to the window behind it; here only its shape matters.
  const translation = operator === 'Pad' ? padShape : TRANSLATIONS.get(operator);
  if (translation === undefined) return false;
  return attempt(() => {
    translation(reader, context);
  });
}

function attempt(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    // What does not fit together here is for the engine to judge: the file's own declarations may be at fault.
    if (isUserError(error)) return false;
    throw error;
  }
}

const padShape = (reader: NodeReader, context: TranslationContext): void => {
  const x = reader.requiredInput(0);
  const dimensions = context.dimensions(reader, x);
  const amounts =
    reader.opset >= 11
      ? context.integers(reader, 1)
      : (reader.ints('pads') ?? reader.ints('paddings'));
  const axes = context.integers(reader, 3) ?? dimensions.map((_, axis) => axis);
  if (amounts?.length !== 2 * axes.length) throw reader.invalid('has pads for other axes');
  const padded = dimensions.map((size, axis): Dimension => {
    const at = axes.findIndex((given) => context.axis(reader, x, given) === axis);
    const added = at < 0 ? 0 : (amounts[at] ?? 0) + (amounts[at + axes.length] ?? 0);
    if (size === 'N' && added !== 0) throw reader.invalid('pads the batch');
    return size === 'N' ? size : size + added;
  });
  context.addShape(reader.firstOutput, padded);
};

/** What the file states of the outputs comes first, then what the shapes of the inputs tell. */
function declareOutputs(
  proto: NodeProto,
  operator: string,
  declared: ReadonlyMap<string, DeclaredShape>,
  context: TranslationContext,
): void {
  for (const output of proto.output) {
    const stated = declared.get(output);
    if (isWhole(stated)) context.addShape(output, stated);
  }
  const [output = ''] = proto.output;
  if (output === '' || context.probedShape(output) !== undefined) return;
  const shape = shapeByRule(proto, operator, context);
  if (shape !== undefined) context.addShape(output, shape);
}

function shapeByRule(
  proto: NodeProto,
  operator: string,
  context: TranslationContext,
): readonly Dimension[] | undefined {
  const shapes = proto.input
    .filter((name) => name !== '')
    .map((name) => context.knownDimensions(name));
  if (KEEPS_SHAPE.has(operator)) return shapes[0];
  if (!BROADCASTS.has(operator) || shapes.includes(undefined)) return undefined;
  // The batch size as a number that no other dimension has.
  const batch = -1;
  const numbers = shapes.map((shape) => (shape ?? []).map((size) => (size === 'N' ? batch : size)));
  const joint = numbers.reduce<readonly number[] | undefined>(
    (sum, shape) => (sum === undefined ? undefined : broadcastShapes(sum, shape)),
    [],
  );
  return joint?.map((size) => (size === batch ? 'N' : size));
}

/** Of a convolution or product with constant weights whose output's shape is known although its input's is not. */
function macsFromShapes(
  { input, output }: NodeProto,
  operator: string,
  context: TranslationContext,
): number | undefined {
  if (!isCounted(operator)) return undefined;
  const weight = context.constants.get(input[1] ?? '')?.shape;
  const made = context.knownDimensions(output[0] ?? '');
  const features = made?.at(operator === 'Conv' ? 1 : -1);
  if (weight === undefined || made === undefined || typeof features !== 'number') return undefined;
  const perImage = made.slice(1);
  if (perImage.includes('N')) return undefined;
  return elementCount(perImage.map(Number)) * (elementCount(weight) / features);
}

function reasonOf(
  operator: string,
  inputsKnown: boolean,
  declaredMacs: number | undefined,
): UncountedNode['reason'] | undefined {
  if (operator !== 'Pad' && !TRANSLATIONS.has(operator)) return 'unknown-operator';
  if (inputsKnown) return 'unsupported-form';
  // Without multiply-accumulates of its own there is nothing to count, whatever its shape.
  return isCounted(operator) && declaredMacs === undefined ? 'unknown-shape' : undefined;
}
