import { graphBuilder, initializeWeights, interpret } from '@convbench/graph';
import type { BatchStream, Graph, Recipe, Trainer, TrainingGraph, Weights } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { AbortError } from './abortError.js';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.js';
import { differentiate } from './differentiate.js';
import { fit } from './fit.js';
import type { FitOptions } from './fitOptions.js';
import { initialState } from './initialState.js';
import { openInterpreterTrainer } from './interpreterTrainer.js';
import type { TrainingProgress } from './progress.js';

const BATCH_SIZE = 8;
const SIZE = 6;

const recipe: Recipe = {
  source: 'test',
  budget: { images: 30 * BATCH_SIZE },
  batchSize: BATCH_SIZE,
  learningRate: 0.02,
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  schedule: { kind: 'cosine', warmupSteps: 3, finalFraction: 0 },
  initialization: 'he',
  labelSmoothing: 0,
};

function tinyNet(): Graph {
  const b = graphBuilder({ name: 'tiny', channels: 1, height: SIZE, width: SIZE });
  let x = b.conv('conv', b.input, { channels: 4, kernel: 3, pad: 1, bias: false });
  x = b.maxPool('pool', b.relu('relu', b.batchNorm('bn', x)), { kernel: 2, stride: 2 });
  const features = b.dropout('dropout', b.flatten('flat', x), 0.25);
  return b.build(b.linear('fc', features, { features: 2 }));
}

/** Class 0: vertical stripes, class 1: horizontal ones; noisy, and a function of the image's number alone. */
function stripes(first: number, count: number): { images: Float32Array; labels: Int32Array } {
  const labels = Int32Array.from({ length: count }, (_, n) => (((first + n) * 7) % 3) % 2);
  const images = new Float32Array(count * SIZE * SIZE);
  for (let i = 0; i < images.length; i++) {
    const [row, column] = [Math.floor(i / SIZE) % SIZE, i % SIZE];
    const label = labels[Math.floor(i / (SIZE * SIZE))];
    const noise = Math.sin((first * SIZE * SIZE + i) * 12.9898) * 43_758.5453;
    images[i] = ((label === 0 ? column : row) % 2) + 0.8 * (noise - Math.floor(noise)) - 0.9;
  }
  return { images, labels };
}

/** Begins with the batch of step `stepsTaken + 1`. */
function batchesFrom(stepsTaken: number): BatchStream {
  let step = stepsTaken;
  return {
    next: () => Promise.resolve(stripes(BATCH_SIZE * step++, BATCH_SIZE)),
    dispose: () => Promise.resolve(),
  };
}

const graph = tinyNet();
const training = differentiate(graph, { batchSize: BATCH_SIZE, optimizer: recipe.optimizer });
const start = initialState(training, initializeWeights(graph, { scheme: 'he', seed: 3 }));

function run(options: Partial<FitOptions> & { readonly resumeFrom?: Checkpoint } = {}) {
  const { resumeFrom } = options;
  return fit({
    trainer: options.trainer ?? openInterpreterTrainer(training, resumeFrom?.state ?? start),
    training,
    batches: batchesFrom(resumeFrom?.step ?? 0),
    recipe,
    trainImages: 1000,
    seed: 11,
    ...options,
  });
}

/** A trainer that answers what it is told, to see how the loop takes it. */
function scripted(loss: (step: number) => number, state: Weights = start): Trainer {
  return {
    step: (feeds) => Promise.resolve({ loss: loss(feeds.step), correct: 4 }),
    state: () => Promise.resolve(state),
    dispose: () => Promise.resolve(),
  };
}

describe('fit', () => {
  it('learns to tell two kinds of stripes', async () => {
    const { weights, curve, steps, imagesSeen } = await run();
    expect([steps, imagesSeen]).toEqual([30, 240]);
    expect(curve[0]?.loss).toBeGreaterThan(0.4);
    expect(curve.at(-1)?.loss).toBeLessThan(0.15);

    const unseen = stripes(5000, 100);
    const logits = interpret(graph, weights, unseen.images, 100);
    const hits = unseen.labels.filter(
      (label, n) => Number(logits[2 * n + 1]! > logits[2 * n]!) === label,
    );
    expect(hits.length).toBeGreaterThanOrEqual(97);
  });

  it('returns parameters and running statistics only', async () => {
    const { weights } = await run({ recipe: { ...recipe, budget: { images: BATCH_SIZE } } });
    expect([...weights.keys()]).toEqual(graph.parameters.map(({ name }) => name));
    expect(weights.get('bn.runningMean')).not.toEqual(start.get('bn.runningMean'));
  });

  it('ends with the very weights of an undisturbed training after a stop', async () => {
    const undisturbed = await run();
    const stop = new AbortController();
    const files: Uint8Array[] = [];
    const stopped = run({
      signal: stop.signal,
      saveCheckpoint: async (checkpoint) => void files.push(encodeCheckpoint(checkpoint)),
      onProgress: ({ step }) => step === 13 && stop.abort('the user'),
    });
    await expect(stopped).rejects.toThrow(AbortError);
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError', cause: 'the user' });

    expect(files.length).toBe(1);
    const resumeFrom = decodeCheckpoint(files[0]!);
    expect([resumeFrom.step, resumeFrom.imagesSeen]).toEqual([13, 104]);
    const resumed = await run({ resumeFrom });
    expect(resumed.weights).toEqual(undisturbed.weights);
    expect(resumed.imagesSeen).toBe(undisturbed.imagesSeen);
    const withoutTime = (point: { loss: number; step: number; trainTop1: number }) => [
      point.step,
      point.loss,
      point.trainTop1,
    ];
    expect(resumed.curve.map(withoutTime)).toEqual(undisturbed.curve.map(withoutTime));
  });

  it('takes other dropout masks with another seed', async () => {
    const [one, other] = [await run(), await run({ seed: 12 })];
    expect(one.weights).not.toEqual(other.weights);
  });

  it('stops before the first step when the signal came before, and saves nothing', async () => {
    const saved: Checkpoint[] = [];
    const options = {
      signal: AbortSignal.abort(),
      saveCheckpoint: async (checkpoint: Checkpoint) => void saved.push(checkpoint),
    };
    await expect(run(options)).rejects.toThrow(/after step 0 of 30/);
    expect(saved).toEqual([]);
  });

  it('saves checkpoints by the clock and at the end, none twice', async () => {
    let seconds = 0;
    const saved: Checkpoint[] = [];
    const progress: TrainingProgress[] = [];
    const result = await run({
      trainer: scripted(() => 1),
      // Two readings a step: each step takes one second.
      now: () => seconds++,
      checkpointEverySeconds: 10,
      saveCheckpoint: async (checkpoint) => {
        seconds += 1000;
        saved.push(checkpoint);
      },
      onProgress: (entry) => progress.push(entry),
    });
    expect(saved.map(({ step }) => step)).toEqual([10, 20, 30]);
    expect(saved.map(({ elapsedSeconds }) => elapsedSeconds)).toEqual([10, 20, 30]);
    expect(result.trainSeconds).toBe(30);
    expect(progress[9]).toEqual({
      step: 10,
      totalSteps: 30,
      imagesSeen: 80,
      loss: 1,
      trainTop1: 0.5,
      imagesPerSecond: 8,
      secondsLeft: 20,
      learningRate: progress[9]?.learningRate,
    });
  });

  it.each([
    [30, 30],
    [100, 100],
    [250, 84],
    [12_345, 100],
  ])('keeps the curve of %d steps to %d points', async (steps, points) => {
    const { curve } = await run({
      trainer: scripted((step) => step * 1e-4),
      recipe: { ...recipe, budget: { images: steps * BATCH_SIZE } },
      training: { ...training, dropoutMasks: [] },
    });
    expect(curve.length).toBe(points);
    expect(curve.at(-1)?.step).toBe(steps);
    // Each point is the mean since the one before.
    const [previous, last] = curve.slice(-2);
    expect(last?.loss).toBeCloseTo((1e-4 * (previous!.step + 1 + steps)) / 2, 12);
    expect(last?.trainTop1).toBe(0.5);
  });

  it('goes on with the curve where it stopped between two points', async () => {
    const options = {
      training: { ...training, dropoutMasks: [] },
      recipe: { ...recipe, budget: { images: 250 * BATCH_SIZE } },
      now: () => 0,
    };
    const trainer = scripted((step) => step / 256);
    const undisturbed = await run({ ...options, trainer });
    const stop = new AbortController();
    const saved: Checkpoint[] = [];
    const stopped = run({
      ...options,
      trainer,
      signal: stop.signal,
      saveCheckpoint: async (checkpoint) => void saved.push(checkpoint),
      onProgress: ({ step }) => step === 101 && stop.abort(),
    });
    await expect(stopped).rejects.toThrow(AbortError);
    const [resumeFrom] = saved as [Checkpoint];
    // Points are at every third step.
    expect(resumeFrom.pending).toEqual({ steps: 2, lossSum: (100 + 101) / 256, correct: 8 });
    const resumed = await run({ ...options, trainer, resumeFrom });
    expect(resumed.curve).toEqual(undisturbed.curve);
  });

  it('stops at a loss that is not finite', async () => {
    const trainer = scripted((step) => (step === 5 ? NaN : 1));
    await expect(run({ trainer })).rejects.toThrow(/diverged.*step 5 .*loss is NaN.*learningRate/);
  });

  it('does not return weights that are not finite', async () => {
    const state = new Map(start).set('fc.bias', Float32Array.of(0, Infinity));
    const trainer = scripted(() => 1, state);
    await expect(run({ trainer })).rejects.toThrow(/'fc.bias' is not finite/);
  });

  it('names a label that is no class', async () => {
    const batches: BatchStream = {
      next: () =>
        Promise.resolve({ ...stripes(0, BATCH_SIZE), labels: new Int32Array(BATCH_SIZE).fill(2) }),
      dispose: () => Promise.resolve(),
    };
    await expect(run({ batches })).rejects.toThrow(/label 2, but the network has 2 classes/);
  });

  it('refuses the checkpoint of another network', async () => {
    const other: TrainingGraph = differentiate(tinyNet(), {
      batchSize: BATCH_SIZE,
      optimizer: { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 },
    });
    const state = initialState(other, initializeWeights(graph, { scheme: 'he', seed: 3 }));
    const pending = { steps: 0, lossSum: 0, correct: 0 };
    const resumeFrom: Checkpoint = {
      ...{ step: 1, imagesSeen: 8, elapsedSeconds: 1, highLossSteps: 0, state },
      ...{ curve: [], pending, epochs: [], pendingEpoch: pending },
    };
    await expect(run({ trainer: scripted(() => 1), resumeFrom })).rejects.toThrow(/lacks/);
  });
});
