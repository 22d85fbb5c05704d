/** @file Which updates are computed together, and in what layout each state is stored. */
import type { AverageUpdateNode, TrainingGraph, UpdateNode } from '@convbench/spec';
import type { Layout } from '../context.js';
import {
  convolutionGeometry,
  storesInputChannelsLast,
} from '../convolution/convolutionGeometry.js';
import type { LoweringOptions } from '../options.js';

/** An update that is not the average of what another one makes. */
export type OwnUpdateNode = Exclude<UpdateNode, AverageUpdateNode>;

/** Updates with the same rule, done as one on the concatenation of their vectors. */
export type UpdateGroup<Node extends OwnUpdateNode = OwnUpdateNode> = readonly [Node, ...Node[]];

/**
 * All vectors of one rule (biases, gammas, betas; running statistics) form one group: a step has a hundred of them,
 * and a node's fixed cost outweighs their few numbers. Every weight is a group by itself. Vectors come first.
 */
export function updateGroups(training: TrainingGraph): UpdateGroup[] {
  const averages = averagesByValue(training);
  const vectors = new Map<string, [OwnUpdateNode, ...OwnUpdateNode[]]>();
  const single: UpdateGroup[] = [];
  for (const node of training.nodes) {
    if (!isUpdate(node) || node.op === 'AverageUpdate') continue;
    if (training.shapes[node.inputs[0]]?.length !== 1) {
      single.push([node]);
      continue;
    }
    const rule = ruleOf(node, averages.get(node.outputs[0]));
    const group = vectors.get(rule);
    if (group) group.push(node);
    else vectors.set(rule, [node]);
  }
  return [...vectors.values(), ...single];
}

/** The update of the moving average of each new value that has one. */
export function averagesByValue({ nodes }: TrainingGraph): ReadonlyMap<string, AverageUpdateNode> {
  return new Map(
    nodes.flatMap((node) => (node.op === 'AverageUpdate' ? [[node.inputs[1], node]] : [])),
  );
}

const UPDATES: readonly UpdateNode['op'][] = [
  'RunningStatisticsUpdate',
  'SgdUpdate',
  'AdamUpdate',
  'RmspropUpdate',
  'AverageUpdate',
];

export function isUpdate(node: { readonly op: string }): node is UpdateNode {
  return (UPDATES as readonly string[]).includes(node.op);
}

function ruleOf(node: OwnUpdateNode, average: AverageUpdateNode | undefined): string {
  // The count of a running statistic differs per layer and enters as a vector.
  const rule =
    node.op === 'RunningStatisticsUpdate'
      ? { momentum: node.attributes.momentum }
      : node.attributes;
  return JSON.stringify([node.op, rule, average?.attributes ?? null]);
}

/** Storage of each parameter: only weights of convolutions are stored otherwise than in the training graph. */
export function parameterLayouts(
  training: TrainingGraph,
  options: LoweringOptions,
): ReadonlyMap<string, Layout> {
  const layouts = new Map<string, Layout>();
  const shape = (name: string) => training.shapes[name] ?? [];
  for (const node of training.nodes) {
    if (node.op !== 'Conv') continue;
    const [x, weight] = node.inputs;
    const geometry = convolutionGeometry(
      shape(x),
      shape(weight),
      shape(node.outputs[0]),
      node.attributes,
    );
    layouts.set(
      weight,
      storesInputChannelsLast(geometry, options) ? 'outputSpatialInput' : 'logical',
    );
  }
  return layouts;
}
