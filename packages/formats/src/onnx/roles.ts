/** @file What an initializer is in the network, told from where it is used. */
import type { Constant, Node, Parameter, ParameterRole } from '@convbench/spec';
import { elementCount } from '@convbench/graph';
import type { ConstantTensor } from './constants.js';

/** What our own files write into the doc string of an initializer, beside the roles of parameters. */
export const CONSTANT_MARK = 'constant';
const ROLES: readonly string[] = [
  'weight',
  'bias',
  'gamma',
  'beta',
  'runningMean',
  'runningVariance',
] satisfies ParameterRole[];

export interface AssignedRoles {
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Constant[];
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/**
 * Divides the tensors that nodes take into parameters and constants, in the order of first use; one that several
 * nodes take is one parameter. A doc string that says the role decides, then the input at which it stands.
 */
export function assignRoles(
  nodes: readonly Node[],
  tensors: ReadonlyMap<string, ConstantTensor>,
  docStrings: ReadonlyMap<string, string>,
): AssignedRoles {
  const parameters: Parameter[] = [];
  const constants: Constant[] = [];
  const weights = new Map<string, Float32Array>();
  const producers = new Map<string, Node>();
  const learnt = new Set<string>();
  const seen = new Set<string>();
  for (const node of nodes) {
    node.inputs.forEach((name, position) => {
      const tensor = tensors.get(name);
      if (tensor?.kind !== 'float' || seen.has(name)) return;
      seen.add(name);
      const { shape, values } = tensor;
      const stated = docStrings.get(name) ?? '';
      const role =
        stated === CONSTANT_MARK
          ? undefined
          : ROLES.includes(stated)
            ? (stated as ParameterRole)
            : roleByUse(node, position, elementCount(shape), producers, learnt);
      if (role === undefined) {
        constants.push({ name, shape, values });
      } else {
        parameters.push({ name, shape, role });
        weights.set(name, values);
      }
    });
    const takesWeights = node.inputs.some((name) => weights.has(name) || learnt.has(name));
    for (const output of node.outputs) {
      producers.set(output, node);
      if (takesWeights) learnt.add(output);
    }
  }
  return { parameters, constants, weights };
}

/** Undefined for a constant. */
function roleByUse(
  node: Node,
  position: number,
  elements: number,
  producers: ReadonlyMap<string, Node>,
  learnt: ReadonlySet<string>,
): ParameterRole | undefined {
  switch (node.op) {
    case 'Conv':
    case 'Gemm':
      return position === 2 ? 'bias' : 'weight';
    case 'MatMul':
      return 'weight';
    case 'BatchNormalization':
      return (['gamma', 'beta', 'runningMean', 'runningVariance'] as const)[position - 1];
    case 'Add':
    case 'Mul': {
      const other = node.inputs[1 - position] ?? '';
      // One number is a scale that somebody chose; what comes before any weight prepares the image.
      if (elements === 1 || !learnt.has(other)) return undefined;
      if (node.op === 'Mul') return 'gamma';
      const maker = producers.get(other)?.op;
      return maker === 'MatMul' || maker === 'Conv' || maker === 'Gemm' ? 'bias' : 'beta';
    }
    default:
      return undefined;
  }
}
