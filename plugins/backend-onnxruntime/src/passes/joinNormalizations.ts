/** @file One batch normalisation of a concatenation in place of one of each part. */
import type {
  BatchNormalizationGradNode,
  BatchNormalizationTrainingNode,
  ConcatNode,
  ReluNode,
  SplitNode,
  TrainingGraph,
  TrainingNode,
} from '@convbench/spec';
import { Readers } from './readers.js';
import { Rewriting } from './rewriting.js';

/** A part of the concatenation: its normalisation, the Relu after it, and the gradient. */
interface Branch {
  readonly normalization: BatchNormalizationTrainingNode;
  readonly relu: ReluNode;
  readonly gradient: BatchNormalizationGradNode;
}

/**
 * Concat(Relu(BN(z)), ...) becomes Relu(BN(Concat(z, ...))), and the gradients likewise: channels are normalised one
 * by one, so that the numbers are the same, with a quarter of the nodes in an Inception block. `joinReluGradients`
 * must have run before.
 */
export function joinNormalizations(training: TrainingGraph): TrainingGraph {
  const readers = new Readers(training);
  const producers = new Map<string, TrainingNode>();
  for (const node of training.nodes) for (const output of node.outputs) producers.set(output, node);
  const rewriting = new Rewriting(training);
  for (const node of training.nodes) {
    if (node.op !== 'Concat' || node.attributes.axis !== 1) continue;
    const split = gradientSplit(node, readers);
    const branches = split && branchesOf(node, split, producers, readers);
    if (branches) join(node, split, branches, rewriting);
  }
  return rewriting.result();
}

/** The Split that hands the gradient of the concatenation, masked by its Relu, to the parts. */
function gradientSplit(concat: ConcatNode, readers: Readers): SplitNode | undefined {
  const masks = readers
    .of(concat.outputs[0])
    .filter((reader) => reader.op === 'ReluGrad' && reader.inputs[1] === concat.outputs[0]);
  const [mask] = masks;
  const reader = mask && masks.length === 1 ? readers.only(mask.outputs[0] as string) : undefined;
  return reader?.op === 'Split' && reader.attributes.axis === 1 ? reader : undefined;
}

function branchesOf(
  concat: ConcatNode,
  split: SplitNode,
  producers: ReadonlyMap<string, TrainingNode>,
  readers: Readers,
): Branch[] | undefined {
  if (split.outputs.length !== concat.inputs.length || concat.inputs.length < 2) return undefined;
  const branches = concat.inputs.map((part, i) => {
    const relu = producers.get(part);
    if (relu?.op !== 'Relu' || readers.only(part) !== concat) return undefined;
    const normalization = producers.get(relu.inputs[0]);
    if (normalization?.op !== 'BatchNormalizationTraining') return undefined;
    if (normalization.outputs[0] !== relu.inputs[0] || !readers.only(relu.inputs[0]))
      return undefined;
    const gradient = readers.only(split.outputs[i] ?? '');
    return gradient?.op === 'BatchNormalizationGrad' &&
      gradient.inputs[3] === normalization.outputs[1]
      ? { normalization, relu, gradient }
      : undefined;
  });
  const complete = branches.filter((branch) => branch !== undefined);
  const alike = new Set(complete.map(({ normalization }) => normalization.attributes.epsilon));
  return complete.length === branches.length && alike.size === 1 ? complete : undefined;
}

function join(
  concat: ConcatNode,
  split: SplitNode,
  branches: readonly Branch[],
  rewriting: Rewriting,
): void {
  const [output] = concat.outputs;
  const [first] = branches as readonly [Branch, ...Branch[]];
  const name = (role: string): string => `${output}#${role}`;
  const forward = (input: 0 | 1 | 2): string[] =>
    branches.map(({ normalization }) => normalization.inputs[input]);
  const channels = [rewriting.shapeOf(output)[1] ?? 0];
  const x = rewriting.concat(name('raw'), forward(0), 1);
  const gamma = rewriting.concat(name('gamma'), forward(1), 0);
  const beta = rewriting.concat(name('beta'), forward(2), 0);
  const y = rewriting.declare(name('normalized'), rewriting.shapeOf(output));
  const mean = rewriting.declare(name('mean'), channels);
  const variance = rewriting.declare(name('variance'), channels);
  const statistics = (index: 1 | 2): string[] =>
    branches.map(({ normalization }) => normalization.outputs[index]);
  rewriting.insert(
    concat,
    x,
    gamma,
    beta,
    {
      ...first.normalization,
      name: y,
      inputs: [name('raw'), name('gamma'), name('beta')],
      outputs: [y, mean, variance],
    },
    { ...first.relu, inputs: [y], outputs: [output] },
    rewriting.split(mean, statistics(1), 0),
    rewriting.split(variance, statistics(2), 0),
  );
  const dx = rewriting.declare(name('dRaw'), rewriting.shapeOf(output));
  const dGamma = rewriting.declare(name('dGamma'), channels);
  const dBeta = rewriting.declare(name('dBeta'), channels);
  const gradients = (index: 0 | 1 | 2): string[] =>
    branches.map(({ gradient }) => gradient.outputs[index]);
  rewriting.insert(
    split,
    {
      ...first.gradient,
      name: dx,
      inputs: [split.inputs[0], name('raw'), name('gamma'), mean, variance],
      outputs: [dx, dGamma, dBeta],
    },
    rewriting.split(dx, gradients(0), 1),
    rewriting.split(dGamma, gradients(1), 0),
    rewriting.split(dBeta, gradients(2), 0),
  );
  rewriting.drop(concat, split);
  for (const { normalization, relu, gradient } of branches)
    rewriting.drop(normalization, relu, gradient);
}
