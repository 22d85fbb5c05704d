import type { Graph, Parameter, ParameterRole, StaticCost } from '@convbench/spec';
import { activationMemory, BYTES_PER_FLOAT32 } from './activations.js';
import { elementCount } from './axes.js';
import { graphSha256 } from './hash.js';
import { withoutDeadNodes } from './live.js';
import { COUNTED_OPERATORS, isCounted, nodeMacs } from './macs.js';
import { inferShapes } from './shapes.js';

/**
 * What follows from the graph alone, for one image in float32.
 *
 * Nodes that no output depends on, and parameters that only they use, do not count unless `countDeadNodes` is set: no
 * engine runs them. A parameter that several nodes use counts once, their multiply-accumulates each time. `weightBytes`
 * is all parameters with running statistics. Activation memory follows the rules of `activationMemory`.
 */
export function staticCost(
  graph: Graph,
  options: { readonly countDeadNodes?: boolean } = {},
): StaticCost {
  const counted = options.countDeadNodes ? graph : withoutDeadNodes(graph);
  const shapes = inferShapes(counted, 1);
  const macs = counted.nodes.reduce((sum, node) => sum + nodeMacs(node, shapes), 0);
  const totalParameters = parameterCount(counted.parameters);
  const activations = activationMemory(counted, shapes);
  return {
    graphSha256: graphSha256(graph),
    trainableParameters: parameterCount(counted.parameters.filter(isTrainable)),
    totalParameters,
    macs,
    flops: 2 * macs,
    countedOperators: [...COUNTED_OPERATORS],
    weightBytes: totalParameters * BYTES_PER_FLOAT32,
    activationPeakBytes: activations.peak,
    activationSumBytes: activations.sum,
    convolutions: counted.nodes.filter((node) => node.op === 'Conv').length,
    depth: depth(counted),
  };
}

const RUNNING: readonly ParameterRole[] = ['runningMean', 'runningVariance'];

/** Whether training by gradients changes a parameter: all but running statistics. */
export function isTrainable({ role }: Parameter): boolean {
  return !RUNNING.includes(role);
}

function parameterCount(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/** Convolutions and linear layers on the longest path from the image to an output. */
function depth(graph: Graph): number {
  const depths = new Map<string, number>();
  for (const node of graph.nodes) {
    const before = Math.max(0, ...node.inputs.map((name) => depths.get(name) ?? 0));
    for (const name of node.outputs) depths.set(name, before + (isCounted(node) ? 1 : 0));
  }
  return Math.max(...graph.outputs.map((name) => depths.get(name) ?? 0));
}
