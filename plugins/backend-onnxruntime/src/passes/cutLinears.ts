/** @file Large linear layers as several with a part of the output features each. */
import type { GemmNode, OptimizerSlot, TrainingGraph, TrainingNode } from '@convbench/spec';
import { elements } from '../lowering/stepBuilder.js';
import { Readers } from './readers.js';
import { Rewriting } from './rewriting.js';

/** Where the values of a cut parameter or slot lie in the one that it was cut from. */
export interface Piece {
  readonly whole: string;
  /** Elements before it. */
  readonly offset: number;
  /** Elements of the whole. */
  readonly size: number;
}

export interface CutTraining {
  readonly training: TrainingGraph;
  /** By the name of the piece. */
  readonly pieces: ReadonlyMap<string, Piece>;
}

/**
 * The update of a weight goes over weight, gradient and slots several times. A matrix of millions of elements comes
 * from memory every time; pieces of `cutLinearAboveElements` stay in the cache. A piece is a parameter of its own: a
 * state of its own in the trainer, so that nothing is copied to cut it.
 */
export function cutLinears(
  training: TrainingGraph,
  options: { readonly cutLinearAboveElements: number },
): CutTraining {
  const readers = new Readers(training);
  const rewriting = new Rewriting(training);
  const pieces = new Map<string, Piece>();
  for (const { name } of training.forward.parameters) {
    const [rows = 1, columns = 1] = training.shapes[name] ?? [];
    const count = pieceCount(rows, rows * columns, options.cutLinearAboveElements);
    const layer = count > 1 ? layerOf(name, training, readers) : undefined;
    if (layer) cut(layer, count, rewriting, pieces);
  }
  const namesOf = new Map<string, string[]>();
  for (const [piece, { whole }] of pieces)
    namesOf.set(whole, [...(namesOf.get(whole) ?? []), piece]);
  return { training: renamed(rewriting.result(), namesOf), pieces };
}

/** The fewest equal parts of the rows that are small enough. */
function pieceCount(rows: number, size: number, limit: number): number {
  if (size <= limit) return 1;
  for (let count = 2; count < rows; count++)
    if (rows % count === 0 && size / count <= limit) return count;
  return rows;
}

type OptimizerNode = Extract<TrainingNode, { op: 'SgdUpdate' | 'AdamUpdate' | 'RmspropUpdate' }>;

/** All nodes that have to do with the weight of a linear layer y = x * weight'. */
interface LinearLayer {
  readonly weight: string;
  readonly slots: readonly OptimizerSlot[];
  readonly forward: GemmNode;
  readonly toInput: GemmNode | undefined;
  readonly toWeight: GemmNode;
  readonly update: OptimizerNode;
}

/** Undefined where the weight is used otherwise too. */
function layerOf(
  weight: string,
  training: TrainingGraph,
  readers: Readers,
): LinearLayer | undefined {
  const uses = readers.of(weight);
  const products = uses.filter(
    (node) => node.op === 'Gemm' && node.inputs[1] === weight,
  ) as GemmNode[];
  const forward = products.find(({ attributes }) => attributes.transB);
  const toInput = products.find(({ attributes }) => !attributes.transB);
  const update = uses.find(isOptimizer);
  const toWeight = training.nodes.find((node) => node.outputs[0] === update?.inputs[1]);
  if (!forward || !update || toWeight?.op !== 'Gemm') return undefined;
  const known = [forward, update, ...(toInput ? [toInput] : [])];
  const plain = [forward, toWeight, ...(toInput ? [toInput] : [])].every(
    ({ attributes: { alpha, beta } }) => alpha === 1 && beta === 1,
  );
  const hasForm =
    plain &&
    !forward.attributes.transA &&
    toWeight.attributes.transA &&
    !toWeight.attributes.transB;
  const isAveraged = update.outputs.some((output) => readers.of(output).length > 0);
  if (uses.length !== known.length || !hasForm || toInput?.attributes.transA || isAveraged)
    return undefined;
  const gradientUses = readers.of(toWeight.outputs[0]);
  if (gradientUses.some((node) => node !== update && node.op !== 'GradientClip')) return undefined;
  const slots = training.slots.filter(({ parameter }) => parameter === weight);
  return { weight, slots, forward, toInput, toWeight, update };
}

function isOptimizer(node: TrainingNode): node is OptimizerNode {
  return ['SgdUpdate', 'AdamUpdate', 'RmspropUpdate'].includes(node.op);
}

function cut(
  { weight, slots, forward, toInput, toWeight, update }: LinearLayer,
  count: number,
  rewriting: Rewriting,
  pieces: Map<string, Piece>,
): void {
  const indices = Array.from({ length: count }, (_, i) => i);
  const partsOf = (tensor: string, axis: 0 | 1): string[] => {
    const shape = rewriting.shapeOf(tensor);
    const part = shape.with(axis, (shape[axis] ?? 0) / count);
    return indices.map((i) => rewriting.declare(pieceName(tensor, i), part));
  };
  const states = [weight, ...slots.map(({ name }) => name)];
  for (const state of states) {
    const size = elements(rewriting.shapeOf(state));
    for (const [i, piece] of partsOf(state, 0).entries())
      pieces.set(piece, { whole: state, offset: (i * size) / count, size });
  }
  const [x, , bias] = forward.inputs;
  const ys = partsOf(forward.outputs[0], 1);
  if (bias !== undefined) rewriting.insert(forward, rewriting.split(bias, partsOf(bias, 0), 0));
  const nodeOf = (
    node: GemmNode,
    i: number,
    inputs: GemmNode['inputs'],
    output: string,
  ): GemmNode => ({
    ...node,
    name: pieceName(node.name, i),
    inputs,
    outputs: [output],
  });
  rewriting.insert(
    forward,
    ...ys.map((y, i) => {
      const part = pieceName(weight, i);
      return nodeOf(forward, i, bias === undefined ? [x, part] : [x, part, pieceName(bias, i)], y);
    }),
    {
      op: 'Concat',
      name: `${forward.name}#joined`,
      inputs: ys,
      outputs: forward.outputs,
      attributes: { axis: 1 },
    },
  );

  const dy = toWeight.inputs[0];
  const dys = partsOf(dy, 1);
  const first = toInput ?? toWeight;
  rewriting.insert(first, rewriting.split(dy, dys, 1));
  if (toInput) {
    const dx = toInput.outputs[0];
    const sums = indices.map((i) =>
      i === count - 1 ? dx : rewriting.declare(`${dx}#sum${i}`, rewriting.shapeOf(dx)),
    );
    rewriting.insert(
      toInput,
      ...dys.map((part, i) => {
        const weightPart = pieceName(weight, i);
        const before = sums[i - 1];
        const inputs: GemmNode['inputs'] =
          before === undefined ? [part, weightPart] : [part, weightPart, before];
        return nodeOf(toInput, i, inputs, sums[i] as string);
      }),
    );
  }
  const gradients = partsOf(toWeight.outputs[0], 0);
  rewriting.insert(
    toWeight,
    ...gradients.map((gradient, i) =>
      nodeOf(toWeight, i, [dys[i] as string, toWeight.inputs[1]], gradient),
    ),
  );
  const cutStates = new Set<string>([...states, ...update.outputs, toWeight.outputs[0]]);
  for (const output of update.outputs) partsOf(output, 0);
  const named = (names: readonly string[], i: number): string[] =>
    names.map((name) => (cutStates.has(name) ? pieceName(name, i) : name));
  rewriting.insert(
    update,
    ...indices.map(
      (i) =>
        ({
          ...update,
          name: pieceName(update.name, i),
          inputs: named(update.inputs, i),
          outputs: named(update.outputs, i),
        }) as unknown as OptimizerNode,
    ),
  );
  rewriting.drop(forward, toWeight, update, ...(toInput ? [toInput] : []));
}

function pieceName(name: string, i: number): string {
  return `${name}#piece${i}`;
}

/** The lists of the training graph with pieces in the place of what was cut. */
function renamed(
  training: TrainingGraph,
  namesOf: ReadonlyMap<string, readonly string[]>,
): TrainingGraph {
  const { shapes } = training;
  const cutGradients = new Map(
    training.gradients.flatMap(({ parameter, gradient }) => {
      const names = namesOf.get(parameter);
      return names ? [[gradient, names.map((_, i) => pieceName(gradient, i))] as const] : [];
    }),
  );
  const pieceShape = (name: string): readonly number[] => shapes[name] ?? [];
  return {
    ...training,
    forward: {
      ...training.forward,
      parameters: training.forward.parameters.flatMap((parameter) =>
        (namesOf.get(parameter.name) ?? [parameter.name]).map((name) => ({
          ...parameter,
          name,
          shape: pieceShape(name),
        })),
      ),
    },
    nodes: training.nodes.map((node) =>
      node.op === 'GradientClip'
        ? {
            ...node,
            inputs: node.inputs.flatMap((input) => cutGradients.get(input) ?? [input]) as [
              string,
              ...string[],
            ],
          }
        : node,
    ),
    slots: training.slots.flatMap((slot) =>
      (namesOf.get(slot.name) ?? [slot.name]).map((name, i) => ({
        ...slot,
        name,
        shape: pieceShape(name),
        parameter: namesOf.get(slot.parameter)?.[i] ?? slot.parameter,
      })),
    ),
    updates: training.updates.flatMap(({ state, value }) => {
      const names = namesOf.get(state);
      return names
        ? names.map((name, i) => ({ state: name, value: pieceName(value, i) }))
        : [{ state, value }];
    }),
    gradients: training.gradients.flatMap(({ parameter, gradient }) => {
      const names = namesOf.get(parameter);
      return names
        ? names.map((name, i) => ({ parameter: name, gradient: pieceName(gradient, i) }))
        : [{ parameter, gradient }];
    }),
  };
}
