import { inferShapes, nodesBefore } from '@convbench/graph';
import {
  UserError,
  type CrossEntropyTargets,
  type Graph,
  type Mixup,
  type Node,
  type Optimizer,
  type OptimizerSlot,
  type Parameter,
  type TrainingGraph,
  type WeightAverage,
} from '@convbench/spec';
import { Backward } from './backward.js';
import { emitForwardPass, emitRunningStatistics, isFrozenNormalization } from './forwardPass.js';
import { emitGradientClip } from './gradientClip.js';
import { nodeGradients } from './gradients/nodeGradients.js';
import { contributeLossGradients, emitLoss, type Head } from './loss.js';
import { emitUpdate, slotsOf } from './optimizers.js';
import { TrainingGraphBuilder } from './trainingGraphBuilder.js';
import { emitWeightAverage } from './weightAverage.js';

export interface DifferentiateOptions {
  readonly batchSize: number;
  readonly optimizer: Optimizer;
  /** Default 0. */
  readonly labelSmoothing?: number;
  /** Takes mixed images, whose loss has two labels. Default: images as they are. */
  readonly mixup?: Mixup | undefined;
  /**
   * Factor on the loss of each output of the graph, 0 to leave one out. Default: 1 for the logits and
   * `AUXILIARY_HEAD_WEIGHT` for each further head.
   */
  readonly headWeights?: readonly number[];
  /** In place of `headWeights`: 1 for the logits and this factor for every further output. */
  readonly auxiliaryWeight?: number | undefined;
  /** Largest norm of all gradients together. Default: no limit. */
  readonly clipNorm?: number | undefined;
  /** Default: no averages. */
  readonly weightAverage?: WeightAverage | undefined;
  /**
   * Names of parameters that stay as they are: no gradient of theirs is computed, and none flows further down than one
   * that is trained needs. A batch normalisation whose gamma and beta are frozen runs as in inference. Default: none.
   */
  readonly frozen?: ReadonlySet<string>;
}

/** Going deeper with convolutions (2015), section 5: 'the losses of the auxiliary classifiers were weighted by 0.3'. */
export const AUXILIARY_HEAD_WEIGHT = 0.3;

const LABELS = '#labels';
const MIX = { labels: '#otherLabels', weight: '#mixWeight' };
const LEARNING_RATE = '#learningRate';
const STEP = '#step';

/**
 * The training step of a network: forward pass with batch statistics, loss, gradient of every trainable parameter
 * that a loss depends on, update of parameters, running statistics and optimizer slots.
 *
 * Reverse-mode differentiation at the level of operators; the result depends on the arguments alone, names included.
 * Names that it makes hold a '#'. The image input and constants get no gradient. `forward` has further constants
 * (all with a '#') where the backward pass needs factors of its own.
 *
 * Throws a `UserError` for head weights that do not fit the outputs, for a batch normalisation that sees one value per
 * channel, for statistics that are shared or are not parameters, for a frozen name that is no parameter, and where
 * nothing is left to train.
 */
export function differentiate(graph: Graph, options: DifferentiateOptions): TrainingGraph {
  const { batchSize, optimizer, labelSmoothing = 0, frozen = new Set<string>() } = options;
  const { auxiliaryWeight = AUXILIARY_HEAD_WEIGHT, clipNorm, weightAverage } = options;
  const heads = trainedHeads(graph, options.headWeights, auxiliaryWeight);
  const inferred = inferShapes(graph, batchSize);
  const nodes = nodesBefore(
    graph,
    heads.map(({ logits }) => logits),
  );
  const trainable = trainedParameters(graph, frozen);
  const fixed = new Set(
    nodes.filter(
      (node) =>
        node.op === 'BatchNormalization' && isFrozenNormalization(node, graph.parameters, frozen),
    ),
  );
  const builder = new TrainingGraphBuilder();

  builder.declare(graph.input.name, inferred.get(graph.input.name) ?? []);
  for (const { name, shape } of [...graph.parameters, ...graph.constants])
    builder.declare(name, shape);
  builder.declare(LABELS, [batchSize]);
  const mix = options.mixup && MIX;
  if (mix) {
    builder.declare(mix.labels, [batchSize]);
    builder.declare(mix.weight, []);
  }
  const targets: CrossEntropyTargets = mix ? [LABELS, mix.labels, mix.weight] : [LABELS];
  builder.declare(LEARNING_RATE, []);
  builder.declare(STEP, []);

  const dropoutMasks = emitForwardPass(nodes, fixed, inferred, graph.parameters, builder);
  const { loss, correct } = emitLoss(heads, targets, labelSmoothing, builder);

  const backward = new Backward(builder, dependentTensors(nodes, trainable), fixed);
  contributeLossGradients(heads, targets, labelSmoothing, backward);
  for (const node of nodes.toReversed()) nodeGradients(node, backward);

  const gradients = trainable.flatMap((parameter) => {
    const gradient = backward.gradientOf(parameter.name);
    return gradient === undefined ? [] : [{ parameter, gradient }];
  });
  const clip =
    clipNorm === undefined
      ? undefined
      : emitGradientClip(
          gradients.map(({ gradient }) => gradient),
          clipNorm,
          builder,
        );
  const weightUpdates = emitRunningStatistics(
    nodes.filter((node) => !fixed.has(node)),
    builder,
  );
  const slots: OptimizerSlot[] = [];
  const slotUpdates: TrainingGraph['updates'][number][] = [];
  for (const { parameter, gradient } of gradients) {
    for (const slot of slotsOf(optimizer, parameter)) {
      builder.declare(slot.name, slot.shape);
      slots.push(slot);
    }
    const operands = { parameter, gradient, learningRate: LEARNING_RATE, step: STEP, clip };
    const [own, ...others] = emitUpdate(optimizer, operands, builder);
    if (own) weightUpdates.push(own);
    slotUpdates.push(...others);
  }
  const averaged = weightAverage && emitWeightAverage(weightAverage, weightUpdates, STEP, builder);

  return {
    name: graph.name,
    forward: { ...graph, constants: [...graph.constants, ...builder.constants] },
    batchSize,
    nodes: builder.nodes,
    images: graph.input.name,
    labels: LABELS,
    ...(mix && { mix }),
    learningRate: LEARNING_RATE,
    step: STEP,
    dropoutMasks,
    slots: [...slots, ...(averaged?.slots ?? [])],
    averages: averaged?.averages ?? [],
    loss,
    correct,
    updates: [...weightUpdates, ...slotUpdates, ...(averaged?.updates ?? [])],
    gradients: gradients.map(({ parameter, gradient }) => ({
      parameter: parameter.name,
      gradient,
    })),
    shapes: builder.shapes(),
  };
}

/** Running statistics are updated by averaging, everything else by the optimizer. */
export function isTrainable({ role }: Parameter): boolean {
  return role !== 'runningMean' && role !== 'runningVariance';
}

function trainedParameters(graph: Graph, frozen: ReadonlySet<string>): Parameter[] {
  const names = new Set(graph.parameters.map(({ name }) => name));
  const foreign = [...frozen].find((name) => !names.has(name));
  if (foreign !== undefined)
    throw new UserError(
      'train',
      `'${foreign}' is to be frozen, but the network '${graph.name}' has no parameter of that name.`,
      'Name parameters as `convbench describe` lists them.',
    );
  const trained = graph.parameters.filter((one) => isTrainable(one) && !frozen.has(one.name));
  if (trained.length > 0) return trained;
  throw new UserError(
    'train',
    `Every parameter of '${graph.name}' is frozen, so there is nothing to train.`,
    'Freeze fewer parameters: leave at least the last layer.',
  );
}

function trainedHeads(
  graph: Graph,
  weights: readonly number[] | undefined,
  auxiliaryWeight: number,
): [Head, ...Head[]] {
  const given = weights ?? graph.outputs.map((_, i) => (i === 0 ? 1 : auxiliaryWeight));
  const valid = given.every((weight) => Number.isFinite(weight) && weight >= 0);
  const [first, ...others] = graph.outputs.map((logits, i) => ({ logits, weight: given[i] ?? 0 }));
  if (given.length !== graph.outputs.length || !valid || !first || first.weight === 0)
    throw new UserError(
      'train',
      `Head weights [${given.join(', ')}] do not fit a network with ${graph.outputs.length} output(s).`,
      'Give one weight per output, none negative, that of the first output above 0.',
    );
  return [first, ...others.filter(({ weight }) => weight > 0)];
}

/** The trainable parameters and every tensor that depends on one of them. */
function dependentTensors(nodes: readonly Node[], trainable: readonly Parameter[]): Set<string> {
  const dependent = new Set(trainable.map(({ name }) => name));
  for (const node of nodes)
    if (node.inputs.some((input) => dependent.has(input)))
      for (const output of node.outputs) dependent.add(output);
  return dependent;
}
