import {
  UserError,
  type BatchNormalizationNode,
  type DropoutMask,
  type DropoutNode,
  type Node,
  type Parameter,
  type Shape,
} from '@convbench/spec';
import type { TrainingGraphBuilder } from './trainingGraphBuilder.js';

/** Names of the batch statistics that the training form of a batch normalisation makes. */
export function batchStatisticsOf(node: BatchNormalizationNode): {
  readonly mean: string;
  readonly variance: string;
} {
  return { mean: `${node.name}#batchMean`, variance: `${node.name}#batchVariance` };
}

/** Name of the mask of a Dropout; undefined for ratio 0, which is the identity. */
export function dropoutMaskOf(node: DropoutNode): string | undefined {
  return node.attributes.ratio > 0 ? `${node.name}#mask` : undefined;
}

/**
 * Whether a batch normalisation stays as it is in inference: its gamma and beta are frozen; or, where neither is a
 * parameter, its running mean.
 */
export function isFrozenNormalization(
  { inputs: [, gamma, beta, mean] }: BatchNormalizationNode,
  parameters: readonly Parameter[],
  frozen: ReadonlySet<string>,
): boolean {
  const affine = parameters.filter(({ name }) => name === gamma || name === beta);
  return affine.length === 0 ? frozen.has(mean) : affine.every(({ name }) => frozen.has(name));
}

/**
 * Appends the forward nodes in their training form: batch normalisations with batch statistics unless they are in
 * `fixed`, dropouts as products with masks. Returns the masks, which it declares as inputs of the step.
 */
export function emitForwardPass(
  nodes: readonly Node[],
  fixed: ReadonlySet<Node>,
  inferred: ReadonlyMap<string, Shape>,
  parameters: readonly Parameter[],
  builder: TrainingGraphBuilder,
): DropoutMask[] {
  const masks: DropoutMask[] = [];
  for (const node of nodes) {
    const shapes = node.outputs.map((output) => inferred.get(output) ?? []);
    switch (node.op) {
      case 'BatchNormalization': {
        if (fixed.has(node)) {
          builder.emit(node, ...shapes);
          break;
        }
        const [x, gamma, beta] = node.inputs;
        valuesPerChannel(node, builder.shapeOf(x));
        requireRunningStatistics(node, parameters);
        const { mean, variance } = batchStatisticsOf(node);
        builder.emit(
          {
            op: 'BatchNormalizationTraining',
            name: node.name,
            inputs: [x, gamma, beta],
            outputs: [node.outputs[0], mean, variance],
            attributes: node.attributes,
          },
          ...shapes,
          builder.shapeOf(gamma),
          builder.shapeOf(gamma),
        );
        break;
      }
      case 'Dropout': {
        const [x] = node.inputs;
        const [y] = node.outputs;
        const mask = dropoutMaskOf(node);
        const { name } = node;
        if (mask === undefined) {
          builder.emit(
            { op: 'Identity', name, inputs: [x], outputs: [y], attributes: {} },
            ...shapes,
          );
          break;
        }
        const shape = builder.shapeOf(x);
        masks.push({ name: builder.declare(mask, shape), shape, ratio: node.attributes.ratio });
        builder.emit(
          { op: 'DropoutMask', name, inputs: [x, mask], outputs: [y], attributes: {} },
          ...shapes,
        );
        break;
      }
      default:
        builder.emit(node, ...shapes);
    }
  }
  return masks;
}

/** Appends the moving averages of all batch normalisations; returns the new value of each statistic. */
export function emitRunningStatistics(
  nodes: readonly Node[],
  builder: TrainingGraphBuilder,
): { state: string; value: string }[] {
  const updates = new Map<string, string>();
  for (const node of nodes) {
    if (node.op !== 'BatchNormalization') continue;
    const [x, , , mean, variance] = node.inputs;
    if (updates.has(mean) || updates.has(variance))
      throw new UserError(
        'train',
        `Batch normalisation '${node.name}' shares its running statistics with another one.`,
        'Give each batch normalisation running statistics of its own.',
      );
    const batch = batchStatisticsOf(node);
    const [newMean, newVariance] = [`${mean}#next`, `${variance}#next`];
    builder.emit(
      {
        op: 'RunningStatisticsUpdate',
        name: `${node.name}#runningStatistics`,
        inputs: [mean, variance, batch.mean, batch.variance],
        outputs: [newMean, newVariance],
        attributes: {
          momentum: node.attributes.momentum,
          count: valuesPerChannel(node, builder.shapeOf(x)),
        },
      },
      builder.shapeOf(mean),
      builder.shapeOf(variance),
    );
    updates.set(mean, newMean).set(variance, newVariance);
  }
  return [...updates].map(([state, value]) => ({ state, value }));
}

/** N * H * W. One value has no variance: its normalised output would be 0 and its unbiased variance 0 / 0. */
function valuesPerChannel(node: BatchNormalizationNode, [n = 0, , ...map]: Shape): number {
  const count = map.reduce((product, dimension) => product * dimension, n);
  if (count < 2)
    throw new UserError(
      'train',
      `Batch normalisation '${node.name}' sees ${count} value per channel in a batch of ${n}, which has no variance.`,
      'Train with a batch size of at least 2.',
    );
  return count;
}

function requireRunningStatistics(
  node: BatchNormalizationNode,
  parameters: readonly Parameter[],
): void {
  const names = new Set(parameters.map(({ name }) => name));
  const [, , , mean, variance] = node.inputs;
  const foreign = [mean, variance].find((name) => !names.has(name));
  if (foreign !== undefined)
    throw new UserError(
      'train',
      `The statistics '${foreign}' of batch normalisation '${node.name}' are computed by the network, so they cannot be trained.`,
      'Make them parameters with the roles runningMean and runningVariance.',
    );
}
