import {
  UserError,
  type BatchStream,
  type TrainingFeeds,
  type TrainingGraph,
} from '@convbench/spec';
import { dropoutMasks } from './dropoutMasks.js';

export interface FeedsOptions {
  readonly training: TrainingGraph;
  readonly batches: BatchStream;
  /** Of the dropout masks. */
  readonly seed: number;
  readonly learningRateOf: (step: number) => number;
}

/**
 * What steps are fed with, from the number `first` on. Throws a `UserError` for a label that is no class: backends take it
 * in silence, as an image that belongs to none.
 */
export async function readFeeds(
  first: number,
  count: number,
  { training, batches, seed, learningRateOf }: FeedsOptions,
): Promise<TrainingFeeds[]> {
  // The stream writes the next batch into the same arrays.
  const own = <Values extends Float32Array | Int32Array>(values: Values): Values =>
    count > 1 ? (values.slice() as Values) : values;
  const feeds: TrainingFeeds[] = [];
  for (let step = first; step < first + count; step++) {
    const { images, labels, mix } = await batches.next();
    requireClasses(labels, training);
    feeds.push({
      images: own(images),
      labels: own(labels),
      ...(mix && { mix: { ...mix, labels: own(mix.labels) } }),
      learningRate: learningRateOf(step),
      step,
      dropoutMasks: dropoutMasks(training, seed, step),
    });
  }
  return feeds;
}

function requireClasses(labels: Int32Array, { forward, shapes }: TrainingGraph): void {
  const classes = shapes[forward.outputs[0]]?.[1] ?? 0;
  const foreign = labels.find((label) => label < 0 || label >= classes);
  if (foreign !== undefined)
    throw new UserError(
      'train',
      `An image has the label ${foreign}, but the network has ${classes} classes.`,
      "Set the architecture's option 'classes' to the number of classes of the data set.",
    );
}
