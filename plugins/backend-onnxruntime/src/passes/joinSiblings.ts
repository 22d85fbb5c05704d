/** @file One pointwise convolution in place of several of the same input. */
import type {
  AddNode,
  ConvGradInputNode,
  ConvGradWeightNode,
  ConvNode,
  ReluNode,
  TrainingGraph,
  TrainingNode,
} from '@convbench/spec';
import { Readers } from './readers.js';
import { Rewriting } from './rewriting.js';

/**
 * The 1 x 1 convolutions of an Inception block that read the same tensor become one with their weights joined: each
 * of their three matrix products packs the shared operand once, and the gradients of the input are summed by the
 * product itself.
 */
export function joinSiblings(training: TrainingGraph): TrainingGraph {
  const readers = new Readers(training);
  const positions = new Map(training.nodes.map((node, i) => [node, i]));
  const rewriting = new Rewriting(training);
  for (const node of training.nodes) {
    if (node.op !== 'Conv' || rewriting.isDropped(node)) continue;
    const siblings = readers
      .of(node.inputs[0])
      .filter((other): other is ConvNode => other.op === 'Conv' && isSibling(other, node));
    const backward = siblings.length > 1 ? backwardOf(siblings, training, readers) : undefined;
    if (
      !backward ||
      positions.get(node) !== Math.min(...siblings.map((conv) => positions.get(conv) ?? 0))
    )
      continue;
    const last = [...backward.toInput, ...backward.toWeight].reduce((a, b) =>
      (positions.get(a) ?? 0) > (positions.get(b) ?? 0) ? a : b,
    );
    joinForward(siblings, readers, rewriting);
    joinBackward(siblings, backward, last, rewriting);
  }
  return rewriting.result();
}

function isSibling(other: ConvNode, node: ConvNode): boolean {
  const { kernelShape, strides, pads, group } = other.attributes;
  return (
    other.inputs[0] === node.inputs[0] &&
    other.inputs.length === node.inputs.length &&
    group === 1 &&
    [...kernelShape, ...strides].every((size) => size === 1) &&
    pads.every((pad) => pad === 0)
  );
}

interface Backward {
  /** In the order of the siblings, as `toWeight`. */
  readonly toInput: readonly ConvGradInputNode[];
  readonly toWeight: readonly ConvGradWeightNode[];
  /** The sums of the gradient of the input, the last of which is the whole. */
  readonly sums: readonly AddNode[];
  /** What else is summed. */
  readonly others: readonly string[];
}

function backwardOf(
  siblings: readonly ConvNode[],
  training: TrainingGraph,
  readers: Readers,
): Backward | undefined {
  const toInput: ConvGradInputNode[] = [];
  const toWeight: ConvGradWeightNode[] = [];
  for (const {
    inputs: [x, weight],
  } of siblings) {
    const uses = readers.of(weight).filter((node) => node.op === 'ConvGradInput');
    const [use] = uses;
    const weightGradients = use
      ? readers
          .of(use.inputs[0])
          .filter((node) => node.op === 'ConvGradWeight' && node.inputs[1] === x)
      : [];
    const [weightGradient] = weightGradients;
    if (use?.op !== 'ConvGradInput' || uses.length > 1) return undefined;
    if (weightGradient?.op !== 'ConvGradWeight' || weightGradients.length > 1) return undefined;
    toInput.push(use);
    toWeight.push(weightGradient);
  }
  const sum = sumOf(toInput, training, readers);
  return sum && { toInput, toWeight, ...sum };
}

/** The additions that lead from the first sibling's gradient to the whole, if all others meet there. */
function sumOf(
  toInput: readonly ConvGradInputNode[],
  training: TrainingGraph,
  readers: Readers,
): Pick<Backward, 'sums' | 'others'> | undefined {
  const shape = training.shapes[toInput[0]?.outputs[0] ?? '']?.join();
  const additionAfter = (tensor: string): AddNode | undefined => {
    const reader = readers.only(tensor);
    const isSum = reader?.op === 'Add' && training.shapes[reader.outputs[0]]?.join() === shape;
    return isSum ? reader : undefined;
  };
  const sums = new Set<AddNode>();
  const wholes = new Set<string>();
  for (const { outputs } of toInput) {
    let tensor: string = outputs[0];
    for (let next = additionAfter(tensor); next; next = additionAfter(tensor)) {
      sums.add(next);
      tensor = next.outputs[0];
    }
    wholes.add(tensor);
  }
  if (wholes.size !== 1 || sums.size === 0) return undefined;
  const known = new Set<string>([...sums, ...toInput].map(({ outputs }) => outputs[0]));
  const ordered = training.nodes.filter((node): node is AddNode => sums.has(node as AddNode));
  const others = ordered.flatMap(({ inputs }) => inputs.filter((input) => !known.has(input)));
  return { sums: ordered, others };
}

function joinForward(siblings: readonly ConvNode[], readers: Readers, rewriting: Rewriting): void {
  const [first] = siblings as readonly [ConvNode, ...ConvNode[]];
  const [x] = first.inputs;
  const relus = siblings.map(({ outputs }) => readers.only(outputs[0]));
  const allRelus = relus.every((relu): relu is ReluNode => relu?.op === 'Relu');
  const weight = weightOf(first);
  const nodes: TrainingNode[] = [
    rewriting.concat(
      weight,
      siblings.map(({ inputs }) => inputs[1]),
      0,
    ),
  ];
  const y = `${first.outputs[0]}#siblings`;
  const parts = siblings.map(({ outputs }) => outputs[0]);
  const channels = rewriting.shapeOf(weight)[0] ?? 0;
  rewriting.declare(y, rewriting.shapeOf(first.outputs[0]).with(1, channels));
  const biases = siblings.flatMap(({ inputs }) => inputs[2] ?? []);
  if (biases.length > 0) {
    const bias = `${weight}Bias`;
    nodes.push(rewriting.concat(bias, biases, 0));
    nodes.push({ ...first, name: y, inputs: [x, weight, bias], outputs: [y] });
  } else nodes.push({ ...first, name: y, inputs: [x, weight], outputs: [y] });
  rewriting.drop(...siblings);
  if (allRelus) {
    const relu = rewriting.declare(`${y}Relu`, rewriting.shapeOf(y));
    nodes.push({ op: 'Relu', name: relu, inputs: [y], outputs: [relu], attributes: {} });
    nodes.push(
      rewriting.split(
        relu,
        relus.map(({ outputs }) => outputs[0]),
        1,
      ),
    );
    rewriting.drop(...relus);
  } else nodes.push(rewriting.split(y, parts, 1));
  rewriting.insert(first, ...nodes);
}

function joinBackward(
  siblings: readonly ConvNode[],
  { toInput, toWeight, sums, others }: Backward,
  last: TrainingNode,
  rewriting: Rewriting,
): void {
  const [first] = siblings as readonly [ConvNode, ...ConvNode[]];
  const weight = weightOf(first);
  const dy = `${weight}#dy`;
  const dWeight = rewriting.declare(`${weight}#gradient`, rewriting.shapeOf(weight));
  const whole = sums.at(-1)?.outputs[0] ?? '';
  const dx =
    others.length === 0 ? whole : rewriting.declare(`${weight}#dx`, rewriting.shapeOf(whole));
  rewriting.insert(
    last,
    rewriting.concat(
      dy,
      toInput.map(({ inputs }) => inputs[0]),
      1,
    ),
    { ...(toInput[0] as ConvGradInputNode), name: dx, inputs: [dy, weight], outputs: [dx] },
    {
      ...(toWeight[0] as ConvGradWeightNode),
      name: dWeight,
      inputs: [dy, first.inputs[0]],
      outputs: [dWeight],
    },
    rewriting.split(
      dWeight,
      toWeight.map(({ outputs }) => outputs[0]),
      0,
    ),
  );
  rewriting.drop(...toInput, ...toWeight, ...sums);
  let sum = dx;
  for (const [i, other] of others.entries()) {
    const isLast = i === others.length - 1;
    const next = isLast ? whole : rewriting.declare(`${dx}Sum${i}`, rewriting.shapeOf(whole));
    rewriting.insert(sums.at(-1) as AddNode, {
      op: 'Add',
      name: next,
      inputs: [sum, other],
      outputs: [next],
      attributes: {},
    });
    sum = next;
  }
}

function weightOf(first: ConvNode): string {
  return `${first.inputs[1]}#siblings`;
}
