import { elementCount } from '@convbench/graph';
import { differentiate, dropoutMasks, initialState } from '@convbench/train';
import { findDevice } from '@convbench/spec';
import type {
  BackendPlugin,
  Graph,
  TrainerOptions,
  TrainingFeeds,
  TrainingGraph,
  Weights,
} from '@convbench/spec';
import type { DifferentiateOptions } from '@convbench/train';
import { refuseWrong } from './refuseWrong.js';

export interface CheckGradientsOptions extends TrainerOptions {
  readonly graph: Graph;
  readonly weights: Weights;
  /** As the training will have it; the optimizer counts for nothing. */
  readonly differentiation: DifferentiateOptions;
}

/**
 * Of the norm of a parameter's gradient. Rounding may shut a ReLU on one device that is open on another, which moves a
 * gradient by a few percent; a wrong kernel moves it by its own size.
 */
const limit = 0.1;
/** Of the norm of all gradients: below it a parameter's gradient is rounding, as of a bias before a normalisation. */
const negligible = 1e-3;

/**
 * Holds the gradients of one step on a device against those on another device of the backend, before a network is
 * trained there. Does nothing where the backend does not ask for it.
 *
 * @throws CellFailure when one is wrong.
 */
export async function checkGradients(
  backend: BackendPlugin,
  { graph, weights, differentiation, device, threads }: CheckGradientsOptions,
): Promise<void> {
  const reference = findDevice(backend.devices, device)?.checkedAgainst;
  const { training: group } = backend;
  if (reference === undefined || group === undefined) return;
  // A step of plain descent with a rate of 1 subtracts the gradient itself.
  const training = differentiate(graph, {
    ...differentiation,
    optimizer: { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 },
    clipNorm: undefined,
    weightAverage: undefined,
  });
  const state = initialState(training, weights);
  const gradients = async (on: string): Promise<Weights> => {
    const trainer = await group.open(training, state, { device: on, threads });
    try {
      await trainer.step(madeUpFeeds(training));
      const after = await trainer.state();
      return new Map(
        training.gradients.map(({ parameter }) => [
          parameter,
          difference(after.get(parameter), state.get(parameter)),
        ]),
      );
    } finally {
      await trainer.dispose();
    }
  };
  const expected = await gradients(reference);
  const wrong = wrongGradients(await gradients(device), expected);
  refuseWrong({
    backend: backend.name,
    device,
    what: 'gradients',
    of: expected.size,
    wrong,
    remedy: `Train on ${reference}`,
  });
}

/** Names of parameters. */
export function wrongGradients(gradients: Weights, expected: Weights): string[] {
  const all = Math.hypot(...[...expected.values()].map(norm));
  return [...expected]
    .filter(([name, values]) => {
      const off = norm(difference(gradients.get(name), values));
      // Not the other way round: what is not a number is wrong.
      return !(off <= limit * norm(values) + negligible * all);
    })
    .map(([name]) => name);
}

function madeUpFeeds(training: TrainingGraph): TrainingFeeds {
  const { batchSize, shapes, images, forward } = training;
  const classes = shapes[forward.outputs[0]]?.[1] ?? 1;
  const labels = Int32Array.from({ length: batchSize }, (_, index) => index % classes);
  return {
    images: Float32Array.from({ length: elementCount(shapes[images] ?? []) }, (_, index) =>
      Math.sin(3 + index * 1.17),
    ),
    labels,
    ...(training.mix && { mix: { labels, weight: 1 } }),
    learningRate: 1,
    step: 1,
    dropoutMasks: dropoutMasks(training, 1, 1),
  };
}

function difference(a: Float32Array | undefined, b: Float32Array | undefined): Float32Array {
  if (a === undefined || b?.length !== a.length)
    throw new Error('A trainer gave back another state than it was given.');
  return a.map((value, index) => value - (b[index] as number));
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
