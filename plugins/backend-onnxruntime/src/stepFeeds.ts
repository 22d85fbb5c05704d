/** @file What a lowered step is fed with, from what a trainer is given. */
import type { Shape, TrainingFeeds, TrainingGraph } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import type { LoweredStep } from './lowering/lowerTrainingGraph.js';
import { elements } from './lowering/stepBuilder.js';
import { ROOM } from './runtime.js';

export interface StepFeed {
  readonly input: string;
  readonly shape: Shape;
  readonly values: Float32Array | BigInt64Array;
}

/**
 * One entry for every input of the step that is not state, always in the same order.
 *
 * @throws RangeError for arrays of the wrong length.
 * @throws UserError for labels beyond the classes: onnxruntime counts them as none of the classes, in silence.
 */
export function stepFeeds(
  lowered: LoweredStep,
  training: TrainingGraph,
  feeds: TrainingFeeds,
): StepFeed[] {
  const feed = (input: string, values: Float32Array, shape: Shape, name = input): StepFeed => {
    if (values.length !== elements(shape))
      throw new RangeError(
        `'${name}' has ${values.length} values; [${shape.join(', ')}] needs ${elements(shape)}.`,
      );
    return { input, shape, values };
  };
  const labelFeed = (input: string, labels: Int32Array): StepFeed => ({
    input,
    shape: [training.batchSize],
    values: labelValues(lowered.labelType, training, labels),
  });
  const { images, labels, mix, masks, scalars } = lowered;
  const mixed = mix && requireMix(feeds);
  return [
    feed(images, feeds.images, training.shapes[training.images] ?? []),
    labelFeed(labels, feeds.labels),
    ...(mix && mixed
      ? [
          labelFeed(mix.labels, mixed.labels),
          feed(mix.weight, Float32Array.of(mixed.weight), [1, 1]),
        ]
      : []),
    ...masks.map(({ input, mask: { name, shape } }) =>
      feed(input, feeds.dropoutMasks.get(name) ?? new Float32Array(0), shape, name),
    ),
    ...scalars.map(({ input, value }) => feed(input, Float32Array.of(value(feeds)), [1, 1])),
  ];
}

function labelValues(
  type: LoweredStep['labelType'],
  { batchSize, forward, shapes }: TrainingGraph,
  labels: Int32Array,
): Float32Array | BigInt64Array {
  if (labels.length !== batchSize)
    throw new RangeError(`There are ${labels.length} labels for ${batchSize} images.`);
  const classes = shapes[forward.outputs[0]]?.[1] ?? 0;
  const wrong = labels.find((label) => label < 0 || label >= classes);
  if (wrong !== undefined)
    throw new UserError(
      ROOM,
      `A label is ${wrong}, but the network has ${classes} classes, numbered from 0.`,
      'Give the architecture as many classes as the data set has.',
    );
  return type === 'float32' ? Float32Array.from(labels) : BigInt64Array.from(labels, BigInt);
}

function requireMix({ mix }: TrainingFeeds): NonNullable<TrainingFeeds['mix']> {
  if (mix === undefined)
    throw new RangeError('The training mixes images; the batch has no second labels.');
  return mix;
}
