import { interpretAll, interpretTrainingStep, type NumericState } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import { differentiate, initialState } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import {
  FIXTURE_BATCH_SIZE,
  fixtureBatch,
  fixtureOptimizer,
  readTrainingFixture,
  type FixtureRun,
  type TensorRow,
  type TrainingFixture,
} from './support/trainingFixture.js';
import {
  fixtureWeights,
  torchName,
  trainingNets,
  type TrainingNetName,
} from './support/trainingNets.js';

/** The fixtures' figures have 10 digits; 0.17 and 0.3 are float32 constants in a graph of ours. */
const tolerances: Partial<Record<TrainingNetName, { loss: number; tensor: number }>> = {
  h_side_heads: { loss: 1e-7, tensor: 1e-8 },
  i_scaled_residual: { loss: 1e-7, tensor: 1e-7 },
};

for (const [name, build] of Object.entries(trainingNets) as [TrainingNetName, () => Graph][]) {
  describe(`training ${name} as PyTorch does`, async () => {
    const fixture = await readTrainingFixture(name);
    const { loss: lossTolerance, tensor } = tolerances[name] ?? { loss: 1e-9, tensor: 1e-8 };

    it.each(fixture.runs.map((run) => [run.optimizer, run] as const))('%s', (_, run) => {
      const trained = train(build(), fixture, run);

      expect(trained.losses.length).toBe(run.losses.length);
      for (const [i, loss] of run.losses.entries())
        expect(Math.abs((trained.losses[i] ?? NaN) - loss)).toBeLessThan(lossTolerance);
      const evalError = Math.abs(trained.evalLoss - run.evalLossAfterStep5);
      expect(evalError).toBeLessThan(lossTolerance);

      expect(run.gradientsStep1.length).toBe(trained.gradients.size);
      expectRows(trained.gradients, run.gradientsStep1, tensor);
      expectRows(trained.after1, run.afterStep1, tensor);
      expectRows(trained.after5, run.afterStep5, tensor);
      const statistics = run.runningStatistics ?? [];
      expect(statistics.length > 0).toBe(trained.statistics.size > 0);
      expectRows(
        trained.statistics,
        statistics.map(([step, parameter, ...row]) => [`${step} ${parameter}`, ...row]),
        tensor,
      );
    });
  });
}

type Values = ReadonlyMap<string, ArrayLike<number>>;

/** Five steps; tensors by their PyTorch names, running statistics by step and name. */
function train(graph: Graph, fixture: TrainingFixture, run: FixtureRun) {
  const optimizer = fixtureOptimizer(run);
  const training = differentiate(graph, {
    batchSize: FIXTURE_BATCH_SIZE,
    optimizer,
    ...fixture.loss,
  });
  expect(training.gradients.reduce((sum, { parameter }) => sum + sizeOf(graph, parameter), 0)).toBe(
    fixture.trainableParameters,
  );
  const byTorchName = (values: NumericState): Map<string, ArrayLike<number>> =>
    new Map(graph.parameters.map((p) => [torchName(p), values.get(p.name) as Float64Array]));

  let state: NumericState = initialState(training, fixtureWeights(graph, fixture.gain));
  const losses: number[] = [];
  const gradients = new Map<string, ArrayLike<number>>();
  const statistics = new Map<string, ArrayLike<number>>();
  const after: Values[] = [];
  for (let step = 1; step <= run.losses.length; step++) {
    const result = interpretTrainingStep(training, state, {
      ...fixtureBatch(fixture, step),
      learningRate: run.settings['lr'] as number,
      step,
      dropoutMasks: new Map(),
    });
    losses.push(result.loss);
    state = result.state;
    after.push(byTorchName(state));
    for (const parameter of graph.parameters) {
      const { name, role } = parameter;
      const gradient = training.gradients.find((entry) => entry.parameter === name);
      if (step === 1 && gradient)
        gradients.set(
          torchName(parameter),
          result.tensors.get(gradient.gradient)?.data as Float64Array,
        );
      if (role.startsWith('running'))
        statistics.set(`${step} ${torchName(parameter)}`, state.get(name) as Float64Array);
    }
  }
  return {
    losses,
    gradients,
    statistics,
    after1: after[0] as Values,
    after5: after.at(-1) as Values,
    evalLoss: evaluationLoss(graph, state, fixture),
  };
}

function sizeOf(graph: Graph, parameter: string): number {
  const { shape } = graph.parameters.find(({ name }) => name === parameter) ?? { shape: [] };
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Loss of the first step's batch with running statistics, written down once more without the operators' code. */
function evaluationLoss(graph: Graph, state: NumericState, fixture: TrainingFixture): number {
  const { images, labels } = fixtureBatch(fixture, 1);
  const tensors = interpretAll(graph, state, images, FIXTURE_BATCH_SIZE);
  const { labelSmoothing: e, headWeights } = fixture.loss;
  return graph.outputs.reduce((total, output, head) => {
    const logits = tensors.get(output)?.data ?? new Float64Array();
    const losses = Array.from(labels, (label, n) => {
      const row = Array.from(logits.slice(n * fixture.classes, (n + 1) * fixture.classes));
      const logSum = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
      const mean = row.reduce((sum, logit) => sum + logSum - logit, 0) / fixture.classes;
      return (1 - e) * (logSum - row[label]!) + e * mean;
    });
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    return total + (headWeights[head] ?? 0) * mean;
  }, 0);
}

/** Sum, norm and first values, each against the tensor's norm. */
function expectRows(actual: Values, rows: readonly TensorRow[], tolerance: number): void {
  const wrong = rows.flatMap(([name, sum, l2, first]) => {
    const values = Array.from(actual.get(name) ?? []);
    if (values.length === 0) return [`${name}: missing`];
    // A gradient that is zero by theory has a norm of rounding noise.
    const limit = Math.max(tolerance * l2, 1e-12);
    const differences = [
      values.reduce((total, value) => total + value, 0) - sum,
      Math.hypot(...values) - l2,
      ...first.map((value, i) => (values[i] ?? NaN) - value),
    ];
    const worst = Math.max(...differences.map(Math.abs));
    return worst <= limit ? [] : [`${name}: off by ${worst} of ${l2}`];
  });
  expect(wrong).toEqual([]);
}
