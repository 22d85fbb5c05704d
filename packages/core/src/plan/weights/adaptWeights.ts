import { elementCount } from '@convbench/graph';
import { UserError, firstOf } from '@convbench/spec';
import type { Graph, Parameter, Shape } from '@convbench/spec';
import { withoutWrapping } from './fileKeys.js';
import { auxiliaryParameters, headParameters } from './headParameters.js';
import type { Naming } from './namings.js';
import type { NamedTensor } from './namedTensor.js';
import type { WeightFile } from './weightFile.js';

export interface AdaptedWeights {
  /** Values of all parameters but those that start anew. */
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly naming: Naming;
  /** Names of the parameters that start anew. */
  readonly replaced: readonly string[];
  /** Keys of the file that have no place in the network. */
  readonly dropped: readonly string[];
  /** What was done to the tensors or should be known of them, a sentence each. */
  readonly notes: readonly string[];
}

export interface AdaptWeightsOptions {
  readonly graph: Graph;
  readonly namings: readonly Naming[];
  /** The network's id, for messages. */
  readonly id: string;
  /** Names of the networks that a file fits, asked only where it does not fit this one. */
  readonly fitting: (tensors: ReadonlyMap<string, NamedTensor>) => readonly string[];
}

const shapeText = (shape: Shape) => `[${shape.join(', ')}]`;
const squeezed = (shape: Shape) => shape.filter((size) => size !== 1).join();

/**
 * Brings the weights of a file to the parameters of a network, by the names that fit best. The head starts anew where
 * the file tells another number of classes apart, and so do auxiliary heads that it does not have; every other parameter
 * has to be there, and every tensor has to have a place, but those that only training uses.
 *
 * Throws a `UserError` that names keys and shapes, and the networks that the file fits.
 */
export function adaptWeights(file: WeightFile, options: AdaptWeightsOptions): AdaptedWeights {
  const { graph, id } = options;
  const { tensors, notes: keyNotes } = withoutWrapping(file.tensors);
  const fail = (problem: string, remedy: string) => {
    const fits = options.fitting(tensors).filter((each) => each !== id);
    return new UserError(
      'core',
      `The weights ${JSON.stringify(file.origin)} do not fit '${id}': ${problem}`,
      fits.length > 0 ? `They fit ${firstOf(fits)}: choose that network.` : remedy,
    );
  };
  const naming = bestNaming(options.namings, tensors);
  if (naming === undefined) {
    const [wanted = ''] = options.namings.map(({ names }) => [...names.values()][0] ?? '');
    throw fail(
      `none of its keys is one of this network (it has ${firstOf([...tensors.keys()], 3)}; wanted are such as ${wanted}).`,
      'Name its keys as this network or its published weights do (convbench describe).',
    );
  }

  const head = headParameters(graph);
  const auxiliary = auxiliaryParameters(graph);
  const values = new Map<string, Float32Array>();
  const replaced: string[] = [];
  const missing: string[] = [];
  const reshaped: string[] = [];
  const used = new Set<string>();
  for (const parameter of graph.parameters) {
    const key = naming.names.get(parameter.name);
    const tensor = key === undefined ? undefined : tensors.get(key);
    if (key !== undefined && tensor !== undefined) used.add(key);
    const given = tensor && fitted(parameter, tensor);
    if (given !== undefined) {
      values.set(parameter.name, given.data);
      if (given.reshaped) reshaped.push(key as string);
    } else if (auxiliary.has(parameter.name)) {
      replaced.push(parameter.name);
    } else if (tensor === undefined) {
      missing.push(key ?? parameter.name);
    } else if (head.has(parameter.name) && differsInClasses(parameter, tensor)) {
      replaced.push(parameter.name);
    } else {
      throw fail(
        `'${key}' is ${shapeText(tensor.shape)} in the file, and ${shapeText(parameter.shape)} in the network ('${parameter.name}').`,
        'Take weights of this network, or give the options that they were made with (width, stem).',
      );
    }
  }
  if (missing.length > 0) {
    throw fail(
      `it lacks ${missing.length} of ${graph.parameters.length} tensors: ${firstOf(missing)}.`,
      'Nothing is filled in for them: take a complete file.',
    );
  }
  const left = [...tensors.keys()].filter((key) => !used.has(key));
  const trainingOnly = naming.checkpoint?.trainingOnly ?? [];
  const dropped = left.filter((key) => trainingOnly.includes(key.split(/[./]/)[0] ?? ''));
  if (dropped.length < left.length) {
    const others = left.filter((key) => !dropped.includes(key));
    throw fail(
      `${others.length} of its tensors have no place in the network: ${firstOf(others)}.`,
      'Take weights of this network, or take these tensors out of the file.',
    );
  }
  return {
    values,
    naming,
    replaced,
    dropped,
    notes: [
      ...file.notes,
      ...keyNotes,
      ...(reshaped.length > 0
        ? [
            `Axes of length 1 were taken away of ${reshaped.length} tensors: ${firstOf(reshaped, 3)}.`,
          ]
        : []),
      ...(dropped.length > 0
        ? [
            `${dropped.length} tensors of layers that only training uses were left out: ${firstOf([...new Set(dropped.map((key) => key.split(/[./]/)[0] ?? key))])}.`,
          ]
        : []),
      ...replacedNotes(replaced, head, auxiliary),
      ...(naming.checkpoint?.note === undefined ? [] : [naming.checkpoint.note]),
    ],
  };
}

function bestNaming(
  namings: readonly Naming[],
  tensors: ReadonlyMap<string, NamedTensor>,
): Naming | undefined {
  const matches = namings.map(
    ({ names }) => [...names.values()].filter((key) => tensors.has(key)).length,
  );
  const best = Math.max(...matches, 0);
  return best === 0 ? undefined : namings[matches.indexOf(best)];
}

/** The tensor, if it has the parameter's shape or differs in axes of length 1 only: converted norms hold [1, C]. */
function fitted(
  { shape }: Parameter,
  tensor: NamedTensor,
): { readonly data: Float32Array; readonly reshaped: boolean } | undefined {
  if (tensor.data.length !== elementCount(shape)) return undefined;
  if (tensor.shape.join() === shape.join()) return { data: tensor.data, reshaped: false };
  return squeezed(tensor.shape) === squeezed(shape)
    ? { data: tensor.data, reshaped: true }
    : undefined;
}

/** A head's first axis is that of the classes; a matrix of MatMul has them last. */
function differsInClasses({ shape }: Parameter, tensor: NamedTensor): boolean {
  const [own, theirs] = [shape, tensor.shape.length > shape.length ? [] : tensor.shape];
  if (own.length !== theirs.length) return false;
  const different = own.flatMap((size, axis) => (size === theirs[axis] ? [] : [axis]));
  return different.length === 1 && (different[0] === 0 || different[0] === own.length - 1);
}

function replacedNotes(
  replaced: readonly string[],
  head: ReadonlySet<string>,
  auxiliary: ReadonlySet<string>,
): readonly string[] {
  const heads = replaced.filter((name) => head.has(name));
  const sides = replaced.filter((name) => auxiliary.has(name));
  return [
    ...(heads.length > 0
      ? [
          `The file tells another number of classes apart: the head starts anew (${firstOf(heads)}).`,
        ]
      : []),
    ...(sides.length > 0
      ? [`The auxiliary heads are not in the file and start anew (${firstOf(sides, 3)}).`]
      : []),
  ];
}
