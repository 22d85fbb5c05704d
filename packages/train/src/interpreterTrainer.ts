import { interpretTrainingStep } from '@convbench/graph';
import type { StepResult, Trainer, TrainingFeeds, TrainingGraph, Weights } from '@convbench/spec';
import { checkState } from './initialState.js';

/**
 * A trainer that computes every step with the float64 interpreter: slow, and what a backend's trainer is held
 * against. Between steps it keeps its state in float32, as backends do, so that a training that stops and goes on
 * from its saved state takes the same course bit by bit.
 *
 * Throws a `UserError` where the state is not one of this training.
 */
export function openInterpreterTrainer(training: TrainingGraph, state: Weights): Trainer {
  let current: Weights = copyOf(checkState(training, state));
  return {
    step(feeds: TrainingFeeds): Promise<StepResult> {
      // A promise's executor turns what the interpreter throws into a rejection.
      return new Promise((resolve) => {
        const result = interpretTrainingStep(training, current, feeds);
        current = copyOf(result.state);
        resolve({ loss: result.loss, correct: result.correct });
      });
    },
    state: () => Promise.resolve(copyOf(current)),
    dispose: () => Promise.resolve(),
  };
}

function copyOf(
  state: ReadonlyMap<string, Float32Array | Float64Array>,
): Map<string, Float32Array> {
  return new Map([...state].map(([name, values]) => [name, Float32Array.from(values)]));
}
