import { graphBuilder, initializeWeights } from '@convbench/graph';
import { recipeSchema } from '@convbench/spec';
import type { BatchStream, RecipeInput, Trainer, Validation, Weights } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { AbortError } from './abortError.js';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.js';
import { differentiate } from './differentiate.js';
import { fit } from './fit.js';
import type { FitOptions } from './fitOptions.js';
import { initialState } from './initialState.js';
import { openInterpreterTrainer } from './interpreterTrainer.js';

const BATCH_SIZE = 4;
/** Five steps. */
const EPOCH_IMAGES = 20;

const own: RecipeInput = {
  source: 'test',
  budget: { epochs: 6 },
  batchSize: BATCH_SIZE,
  learningRate: 0.05,
  optimizer: { kind: 'rmsprop', form: 'tensorflow', decay: 0.9, momentum: 0.5, epsilon: 1 },
  schedule: { kind: 'step', factor: 0.9, everyEpochs: 1 },
  initialization: 'he',
  clipNorm: 1,
  weightAverage: { decay: 0.9 },
};
const recipeWith = (changes: Partial<RecipeInput>) => recipeSchema.parse({ ...own, ...changes });
const validation = (changes: Partial<Validation> = {}): Validation => ({
  fraction: 0.1,
  keep: 'best',
  minimumGain: 0,
  ...changes,
});

const b = graphBuilder({ name: 'tiny', channels: 1, height: 2, width: 2 });
const hidden = b.dropout('drop', b.flatten('flat', b.input), 0.25);
const graph = b.build(b.linear('fc', hidden, { features: 3 }));
const training = differentiate(graph, recipeWith({}));
const start = initialState(training, initializeWeights(graph, { scheme: 'he', seed: 3 }));

function batchesFrom(stepsTaken: number): BatchStream {
  let step = stepsTaken;
  return {
    next: () => {
      step += 1;
      const images = Float32Array.from({ length: BATCH_SIZE * 4 }, (_, i) =>
        Math.sin(step + i * i),
      );
      const labels = Int32Array.from({ length: BATCH_SIZE }, (_, n) => (step * n + n) % 3);
      return Promise.resolve({ images, labels });
    },
    dispose: () => Promise.resolve(),
  };
}

function run(options: Partial<FitOptions>) {
  const { resumeFrom } = options;
  return fit({
    trainer: openInterpreterTrainer(training, resumeFrom?.state ?? start),
    training,
    batches: batchesFrom(resumeFrom?.step ?? 0),
    recipe: recipeWith({}),
    trainImages: EPOCH_IMAGES,
    seed: 11,
    ...options,
  });
}

/** A validation that goes as it is told, epoch by epoch, and keeps what it was given. */
function scriptedValidation(top1s: readonly number[], done = 0) {
  const given: Weights[] = [];
  const validate = (weights: Weights) => {
    given.push(weights);
    const top1 = top1s[done + given.length - 1] ?? 0;
    return Promise.resolve({ images: 2, top1, loss: 1 - top1 });
  };
  return { validate, given };
}

const copy = (weights: Weights) =>
  new Map([...weights].map(([name, values]) => [name, Float32Array.from(values)]));

function scripted(
  loss: (step: number) => number,
  onStep: (step: number) => void = () => {},
): Trainer {
  return {
    step: (feeds) => {
      onStep(feeds.step);
      return Promise.resolve({ loss: loss(feeds.step), correct: 2 });
    },
    state: () => Promise.resolve(start),
    dispose: () => Promise.resolve(),
  };
}

describe('fit, epoch by epoch', () => {
  it('keeps a point for every epoch and for the part of one at the end', async () => {
    let seconds = 0;
    const { epochs } = await run({
      recipe: recipeWith({ budget: { images: 48 } }),
      trainer: scripted((step) => step / 100),
      now: () => seconds++,
    });
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 5],
      [2, 10],
      [2.4, 12],
    ]);
    expect(epochs.map(({ loss }) => loss.toFixed(4))).toEqual(['0.0300', '0.0800', '0.1150']);
    expect(epochs.map(({ imagesPerSecond }) => imagesPerSecond)).toEqual([4, 4, 4]);
    expect(epochs.map(({ trainTop1 }) => trainTop1)).toEqual([0.5, 0.5, 0.5]);
    expect(epochs[1]?.learningRate).toBeCloseTo(0.05 * 0.9, 12);
  });

  it('returns the averages of weights, and validates them', async () => {
    const { validate, given } = scriptedValidation([0.1, 0.2]);
    const recipe = recipeWith({ budget: { epochs: 2 }, validation: validation({ keep: 'last' }) });
    const trainer = openInterpreterTrainer(training, start);
    const { weights, kept, epochs } = await run({ recipe, trainer, validate });
    const state = await trainer.state();
    expect(weights.get('fc.weight')).toEqual(state.get('fc.weight#average'));
    expect(weights.get('fc.weight')).not.toEqual(state.get('fc.weight'));
    expect(given[1]).toEqual(weights);
    expect(kept).toEqual({ step: 10, which: 'last', endedBy: 'budget' });
    expect(epochs.map((point) => point.validation?.top1)).toEqual([0.1, 0.2]);
  });

  it('keeps the weights of the best epoch, the first of equals', async () => {
    const { validate, given } = scriptedValidation([0.2, 0.5, 0.4, 0.5, 0.3, 0.1]);
    const { weights, kept } = await run({
      recipe: recipeWith({ validation: validation() }),
      validate,
    });
    expect(given.length).toBe(6);
    expect(kept).toEqual({ step: 10, which: 'best', endedBy: 'budget' });
    expect(weights).toEqual(given[1]);
  });

  it('stops when epochs bring no gain that counts', async () => {
    const { validate } = scriptedValidation([0.2, 0.5, 0.51, 0.52, 0.9, 0.9]);
    const stopped = await run({
      recipe: recipeWith({ validation: validation({ patienceEpochs: 2, minimumGain: 0.05 }) }),
      validate,
    });
    expect(stopped.steps).toBe(20);
    expect(stopped.kept).toEqual({ step: 20, which: 'best', endedBy: 'early-stopping' });
    expect(stopped.curve.at(-1)?.step).toBe(20);
  });

  const top1s = [0.2, 0.5, 0.4, 0.45, 0.3, 0.1];
  it.each([3, 5, 9, 10, 17, 29, 30])(
    'ends with the very weights of an undisturbed training after a stop at step %d',
    async (at) => {
      const recipe = recipeWith({ validation: validation({ patienceEpochs: 4 }) });
      const undisturbed = await run({
        recipe,
        validate: scriptedValidation(top1s).validate,
        now: () => 0,
      });
      const stop = new AbortController();
      const files: Uint8Array[] = [];
      const stopped = run({
        recipe,
        validate: scriptedValidation(top1s).validate,
        now: () => 0,
        signal: stop.signal,
        saveCheckpoint: async (checkpoint) => void files.push(encodeCheckpoint(checkpoint)),
        onProgress: ({ step }) => step === at && stop.abort(),
      });
      // After the last step there is nothing to stop any more.
      if (at === 30) await stopped;
      else await expect(stopped).rejects.toThrow(AbortError);
      const resumeFrom = decodeCheckpoint(files.at(-1) as Uint8Array);
      expect(resumeFrom.step).toBe(at);
      const { validate } = scriptedValidation(top1s, resumeFrom.epochs.length);
      expect(await run({ recipe, validate, now: () => 0, resumeFrom })).toEqual(undisturbed);
    },
  );

  it('validates again what was stopped in its validation', async () => {
    const recipe = recipeWith({ validation: validation() });
    const undisturbed = await run({
      recipe,
      validate: scriptedValidation(top1s).validate,
      now: () => 0,
    });
    const stop = new AbortController();
    const saved: Checkpoint[] = [];
    let calls = 0;
    const stopped = run({
      recipe,
      now: () => 0,
      signal: stop.signal,
      validate: (weights) => {
        calls += 1;
        if (calls === 1) return scriptedValidation(top1s).validate(weights);
        stop.abort();
        return Promise.resolve(undefined);
      },
      saveCheckpoint: async (checkpoint) =>
        void saved.push({ ...checkpoint, state: copy(checkpoint.state) }),
    });
    await expect(stopped).rejects.toThrow(AbortError);
    const [resumeFrom] = saved as [Checkpoint];
    expect([resumeFrom.step, resumeFrom.epochs.length, resumeFrom.pendingEpoch.steps]).toEqual([
      10, 1, 5,
    ]);
    const { validate } = scriptedValidation(top1s, 1);
    expect(await run({ recipe, validate, now: () => 0, resumeFrom })).toEqual(undisturbed);
  });

  it('asks for the validation that the recipe wants', async () => {
    await expect(run({ recipe: recipeWith({ validation: validation() }) })).rejects.toThrow(
      RangeError,
    );
  });
});

describe('fit with a budget of seconds', () => {
  const recipe = recipeWith({
    budget: { seconds: 10 },
    schedule: { kind: 'cosine', warmupSteps: 2 },
    learningRate: 1,
  });

  it('ends when they are used up, its schedule with them', async () => {
    let seconds = 0;
    const rates: number[] = [];
    const progress: number[][] = [];
    const result = await run({
      recipe,
      trainer: scripted(() => 1),
      // Two readings a step, half a second apart.
      now: () => (seconds += 0.5),
      onProgress: ({ learningRate, step, totalSteps, secondsLeft }) => {
        rates.push(learningRate);
        progress.push([step, totalSteps, secondsLeft]);
      },
    });
    expect(result.steps).toBe(20);
    expect(result.trainSeconds).toBe(10);
    expect(rates.slice(0, 3)).toEqual([0.5, 1, 1]);
    expect(rates[11]).toBeCloseTo((1 + Math.cos((Math.PI * 9) / 18)) / 2, 12);
    expect(progress[3]).toEqual([4, 20, 8]);
    expect(progress.at(-1)).toEqual([20, 20, 0]);
    expect(result.epochs.length).toBe(4);
  });

  it('takes one step at least, and keeps the curve short', async () => {
    let seconds = 0;
    const slow = await run({ recipe, trainer: scripted(() => 1), now: () => (seconds += 100) });
    expect(slow.steps).toBe(1);
    let ticks = 0;
    const long = await run({
      recipe,
      trainer: scripted((step) => step / 1000),
      now: () => ticks++ / 100,
      training: { ...training, dropoutMasks: [] },
    });
    expect(long.steps).toBe(1000);
    expect(long.curve.length).toBeLessThan(200);
    // Every point is the mean since the one before.
    for (const [i, point] of long.curve.entries()) {
      const before = long.curve[i - 1]?.step ?? 0;
      expect(point.loss).toBeCloseTo((before + 1 + point.step) / 2000, 10);
    }
  });
});

describe('fit', () => {
  it.each([
    [
      'stays high',
      (step: number) => (step < 20 ? 1 : 5),
      /after step 69 .*three times that of guessing, for 50/,
    ],
    [
      'is infinite',
      (step: number) => (step < 20 ? 1 : Infinity),
      /after step 20 .*loss is Infinity/,
    ],
  ])('stops at a loss that %s', async (_, loss, message) => {
    const recipe = recipeWith({ budget: { epochs: 50 } });
    await expect(run({ recipe, trainer: scripted(loss) })).rejects.toThrow(message);
  });

  it('takes spikes of the loss for what they are', async () => {
    const recipe = recipeWith({ budget: { epochs: 50 } });
    const trainer = scripted((step) => (step % 50 === 0 ? 1 : 5));
    expect((await run({ recipe, trainer })).steps).toBe(250);
  });

  it('lets messages in between two steps that never leave the thread', async () => {
    const stop = new AbortController();
    const steps: number[] = [];
    const trainer = scripted(
      () => 1,
      (step) => {
        steps.push(step);
        // As a message of the parent: heard only when this thread comes to rest.
        if (step === 3) setImmediate(() => stop.abort());
      },
    );
    await expect(run({ trainer, signal: stop.signal })).rejects.toThrow(/after step 3 of 30/);
    expect(steps).toEqual([1, 2, 3]);
  });
});
