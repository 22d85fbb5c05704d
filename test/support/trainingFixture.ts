/** What PyTorch computed for the small networks of `trainingNets.ts`; read from `test/fixtures/training`. */
import { readFile } from 'node:fs/promises';
import type { Optimizer } from '@convbench/spec';
import { fill } from './filler.js';

/** Name, sum, Euclidean norm, first four values. */
export type TensorRow = readonly [name: string, sum: number, l2: number, first: readonly number[]];

export interface FixtureRun {
  readonly optimizer: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly losses: readonly number[];
  readonly gradientsStep1: readonly TensorRow[];
  readonly afterStep1: readonly TensorRow[];
  readonly afterStep5: readonly TensorRow[];
  readonly runningStatistics?: readonly (readonly [step: number, ...row: TensorRow])[];
  readonly evalLossAfterStep5: number;
}

export interface TrainingFixture {
  readonly classes: number;
  /** Factor on the first weights. */
  readonly gain: number;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly loss: { readonly labelSmoothing: number; readonly headWeights: readonly number[] };
  readonly trainableParameters: number;
  readonly runs: readonly FixtureRun[];
}

export const FIXTURE_BATCH_SIZE = 8;

export async function readTrainingFixture(name: string): Promise<TrainingFixture> {
  const file = new URL(`../fixtures/training/${name}.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as TrainingFixture;
}

/** The images and labels of a step, counted from 1. */
export function fixtureBatch(
  fixture: TrainingFixture,
  step: number,
): { images: Float32Array; labels: Int32Array } {
  const { name, shape } = fixture.input;
  const [count = 0] = shape;
  const batchOf = (values: Float32Array): Float32Array => {
    const size = (values.length / count) * FIXTURE_BATCH_SIZE;
    return values.slice((step - 1) * size, step * size);
  };
  const labels = fill('labels', [count], 'labels', { classes: fixture.classes });
  return {
    images: batchOf(fill(name, shape, 'input')),
    labels: Int32Array.from(batchOf(labels)),
  };
}

/** A run's optimizer in our terms. Throws for one that we do not have. */
export function fixtureOptimizer({ optimizer, settings }: FixtureRun): Optimizer {
  const number = (key: string): number => (settings[key] as number | undefined) ?? 0;
  const weightDecay = number('weight_decay');
  switch (optimizer) {
    case 'sgd':
    case 'sgd_momentum':
    case 'sgd_nesterov': {
      const nesterov = settings['nesterov'] === true;
      return { kind: 'sgd', momentum: number('momentum'), nesterov, weightDecay };
    }
    case 'adam':
    case 'adamw': {
      const [beta1 = 0, beta2 = 0] = settings['betas'] as number[];
      return { kind: optimizer, beta1, beta2, epsilon: number('eps'), weightDecay };
    }
    case 'rmsprop_torch':
    case 'rmsprop_tf': {
      const form = optimizer === 'rmsprop_tf' ? 'tensorflow' : 'pytorch';
      const [decay, momentum, epsilon] = [number('alpha'), number('momentum'), number('eps')];
      return { kind: 'rmsprop', form, decay, momentum, epsilon, weightDecay };
    }
    default:
      throw new Error(`There is no optimizer '${optimizer}'.`);
  }
}
