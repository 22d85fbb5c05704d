/** Training on each backend against the figures of PyTorch. */
import onnxruntime from '@convbench/backend-onnxruntime';
import tfjs from '@convbench/backend-tfjs';
import type { BackendPlugin, Weights } from '@convbench/spec';
import { differentiate, initialState } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import { hasTfjsNode } from './support/hasTfjsNode.js';
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

/** PyTorch's own float32 run deviates by 2e-7 and 4e-6; forgetting a weight decay of 1e-4 moves weights by 6e-5. */
const LOSS_TOLERANCE = 1e-5;
const TENSOR_TOLERANCE = 1e-5;

const trainers: readonly (readonly [BackendPlugin, device: string])[] = [
  [onnxruntime, 'cpu'],
  // Absent where libtensorflow is not set up.
  ...(hasTfjsNode ? [[tfjs, 'node-graph'] as const] : []),
];

for (const [backend, device] of trainers)
  for (const name of Object.keys(trainingNets) as TrainingNetName[])
    describe(`${backend.name} trains ${name} as PyTorch does`, async () => {
      const fixture = await readTrainingFixture(name);
      it.each(fixture.runs.map((run) => [run.optimizer, run] as const))('%s', async (_, run) => {
        const { losses, after1, after5, statistics } = await train(
          backend,
          device,
          name,
          fixture,
          run,
        );
        expect(losses.length).toBe(run.losses.length);
        for (const [i, loss] of run.losses.entries())
          expect(Math.abs((losses[i] ?? NaN) - loss)).toBeLessThan(LOSS_TOLERANCE);
        expectRows(after1, run.afterStep1);
        expectRows(after5, run.afterStep5);
        expectRows(
          statistics,
          (run.runningStatistics ?? []).map(([step, parameter, ...row]) => [
            `${step} ${parameter}`,
            ...row,
          ]),
        );
      });
    });

type Values = ReadonlyMap<string, Float32Array>;

/** Five steps; tensors by their PyTorch names, running statistics by step and name. */
async function train(
  backend: BackendPlugin,
  device: string,
  name: TrainingNetName,
  fixture: TrainingFixture,
  run: FixtureRun,
) {
  const graph = trainingNets[name]();
  const optimizer = fixtureOptimizer(run);
  const training = differentiate(graph, {
    batchSize: FIXTURE_BATCH_SIZE,
    optimizer,
    ...fixture.loss,
  });
  const named = (state: Weights, prefix = ''): [string, Float32Array][] =>
    graph.parameters.map((parameter) => [
      prefix + torchName(parameter),
      state.get(parameter.name) as Float32Array,
    ]);
  const start = initialState(training, fixtureWeights(graph, fixture.gain));
  const trainer = await backend.training!.open(training, start, { device, threads: 1 });
  const losses: number[] = [];
  const states: Values[] = [];
  const statistics = new Map<string, Float32Array>();
  for (let step = 1; step <= run.losses.length; step++) {
    const { loss } = await trainer.step({
      ...fixtureBatch(fixture, step),
      learningRate: run.settings['lr'] as number,
      step,
      dropoutMasks: new Map(),
    });
    losses.push(loss);
    const state = await trainer.state();
    states.push(new Map(named(state)));
    for (const [key, values] of named(state, `${step} `)) statistics.set(key, values);
  }
  await trainer.dispose();
  return { losses, after1: states[0] as Values, after5: states.at(-1) as Values, statistics };
}

/** Sum, norm and first values, each against the tensor's norm. */
function expectRows(actual: Values, rows: readonly TensorRow[]): void {
  const wrong = rows.flatMap(([name, sum, l2, first]) => {
    const values = Array.from(actual.get(name) ?? []);
    if (values.length === 0) return [`${name}: missing`];
    const differences = [
      values.reduce((total, value) => total + value, 0) - sum,
      Math.hypot(...values) - l2,
      ...first.map((value, i) => (values[i] ?? NaN) - value),
    ];
    const worst = Math.max(...differences.map(Math.abs));
    return worst <= TENSOR_TOLERANCE * l2 ? [] : [`${name}: off by ${worst} of ${l2}`];
  });
  expect(wrong).toEqual([]);
}
