import { graphBuilder, initializeWeights } from '@convbench/graph';
import type { BatchStream, Recipe, Trainer, Weights } from '@convbench/spec';
import { expect, it } from 'vitest';
import { AbortError } from './abortError.js';
import type { Checkpoint } from './checkpoint.js';
import { differentiate } from './differentiate.js';
import { fit } from './fit.js';
import type { FitOptions } from './fitOptions.js';
import { initialState } from './initialState.js';
import { openInterpreterTrainer } from './interpreterTrainer.js';

const BATCH_SIZE = 4;
const SIZE = 4;
const TRAIN_IMAGES = 42;
/** Four epochs of ten and a half batches. */
const STEPS = 42;

const recipe: Recipe = {
  source: 'test',
  budget: { images: STEPS * BATCH_SIZE },
  batchSize: BATCH_SIZE,
  learningRate: 0.05,
  optimizer: { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 },
  schedule: { kind: 'cosine', warmupSteps: 3, finalFraction: 0 },
  initialization: 'he',
  labelSmoothing: 0,
};

const builder = graphBuilder({ name: 'tiny', channels: 1, height: SIZE, width: SIZE });
const features = builder.dropout('dropout', builder.flatten('flat', builder.input), 0.25);
const graph = builder.build(builder.linear('fc', features, { features: 2 }));
const training = differentiate(graph, { batchSize: BATCH_SIZE, optimizer: recipe.optimizer });
const start = initialState(training, initializeWeights(graph, { scheme: 'he', seed: 3 }));

/** Every batch in the same arrays, as those of worker threads are. */
function batchesFrom(stepsTaken: number): BatchStream {
  const images = new Float32Array(BATCH_SIZE * SIZE * SIZE);
  const labels = new Int32Array(BATCH_SIZE);
  let step = stepsTaken;
  return {
    next: () => {
      step++;
      for (let i = 0; i < images.length; i++) images[i] = Math.sin(step * 100 + i);
      for (let i = 0; i < labels.length; i++) labels[i] = (step + i) % 2;
      return Promise.resolve({ images, labels });
    },
    dispose: () => Promise.resolve(),
  };
}

/** Of the interpreter, `most` steps at a time; notes the first and the number of steps of every run. */
function trainerOf(most: number, runs: [number, number][] = [], from: Weights = start): Trainer {
  const trainer = openInterpreterTrainer(training, from);
  return {
    ...trainer,
    step: (feeds) => {
      runs.push([feeds.step, 1]);
      return trainer.step(feeds);
    },
    many: {
      most,
      take: async (feeds) => {
        runs.push([feeds[0]?.step ?? 0, feeds.length]);
        const results = [];
        for (const each of feeds) results.push(await trainer.step(each));
        return results;
      },
    },
  };
}

/** A clock in which every step takes a tenth of the time that a run may. */
function clock(): () => number {
  let time = 0;
  return () => (time += 0.05);
}

const run = (trainer: Trainer, options: Partial<FitOptions> = {}) =>
  fit({
    trainer,
    training,
    batches: batchesFrom(options.resumeFrom?.step ?? 0),
    recipe,
    trainImages: TRAIN_IMAGES,
    seed: 11,
    now: clock(),
    ...options,
  });

it('ends with the weights and the curves of single steps', async () => {
  const single = await run(openInterpreterTrainer(training, start));
  const runs: [number, number][] = [];
  const many = await run(trainerOf(8, runs));
  expect([...many.weights]).toEqual([...single.weights]);
  const losses = ({ curve, epochs }: typeof many) => ({
    curve: curve.map(({ step, loss, learningRate }) => ({ step, loss, learningRate })),
    epochs: epochs.map(({ step, loss, learningRate }) => ({ step, loss, learningRate })),
  });
  expect(losses(many)).toEqual(losses(single));
  // Runs grow from one step; none goes beyond the end of an epoch.
  expect(runs).toEqual([
    [1, 1],
    [2, 1],
    [3, 2],
    [5, 4],
    [9, 3],
    [12, 8],
    [20, 2],
    [22, 8],
    [30, 3],
    [33, 8],
    [41, 2],
  ]);
});

it('goes on exactly after a stop between two runs', async () => {
  const whole = await run(trainerOf(8));
  const stopping = new AbortController();
  let saved: Checkpoint | undefined;
  const stopped = run(trainerOf(8), {
    signal: stopping.signal,
    onProgress: ({ step }) => step >= 10 && stopping.abort(),
    saveCheckpoint: (checkpoint) => {
      saved = checkpoint;
      return Promise.resolve();
    },
  });
  await expect(stopped).rejects.toBeInstanceOf(AbortError);
  const resumeFrom = saved as unknown as Checkpoint;
  expect(resumeFrom.step).toBe(11);
  const resumed = await run(trainerOf(3, [], resumeFrom.state), { resumeFrom });
  expect([...resumed.weights]).toEqual([...whole.weights]);
});
