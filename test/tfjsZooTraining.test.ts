/** One training step of every network on TensorFlow against the same step on onnxruntime. */
import onnxruntime from '@convbench/backend-onnxruntime';
import tfjs from '@convbench/backend-tfjs';
import type { BackendPlugin, Graph, StepResult, Weights } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { hasTfjsNode } from './support/hasTfjsNode.js';
import { norm } from './support/loweringParity.js';
import { smallGraph, zooNetworks } from './support/zoo.js';
import { expectNoWrongGradients, wrongGradients, zooStep } from './support/zooStep.js';

const networks = (await zooNetworks()).map((network) => [network.id, network] as const);

/** Gradients of two float32 engines. */
const TOLERANCE = { tolerance: 2e-3, rounding: 1e-5 };

function expectStepOfOnnxruntime(graph: Graph): Promise<void> {
  return expectNoWrongGradients(async (images) => {
    const { training, start, feeds } = zooStep(graph, images);
    const stepOf = async (
      backend: BackendPlugin,
      device: string,
    ): Promise<StepResult & { readonly state: Weights }> => {
      const trainer = await backend.training!.open(training, start, { device, threads: 2 });
      const result = await trainer.step(feeds);
      const state = await trainer.state();
      await trainer.dispose();
      return { ...result, state };
    };
    const expected = await stepOf(onnxruntime, 'cpu');
    const actual = await stepOf(tfjs, 'node-graph');
    expect(Math.abs(actual.loss - expected.loss)).toBeLessThan(2e-4 * expected.loss);
    expect(actual.correct).toBe(expected.correct);
    expectStatisticsOf(graph, expected.state, actual.state);
    return wrongGradients(
      training,
      // The first velocity of SGD is the gradient.
      ({ parameter }) => expected.state.get(`${parameter}#velocity`),
      ({ parameter }) => actual.state.get(`${parameter}#velocity`),
      TOLERANCE,
    );
  });
}

function expectStatisticsOf(graph: Graph, expected: Weights, actual: Weights): void {
  for (const { name, role } of graph.parameters.filter((each) => each.role.startsWith('running'))) {
    const values = expected.get(name) ?? new Float32Array();
    const other = actual.get(name) ?? [];
    const distance = norm(values, (value, i) => value - (other[i] ?? NaN));
    expect(distance, `${role} ${name}`).toBeLessThan(1e-4 * norm(values));
  }
}

describe.skipIf(!hasTfjsNode)('on libtensorflow (skipped where it is not set up)', () => {
  it.each(networks)(
    '%s makes the training step of onnxruntime',
    (_, network) => expectStepOfOnnxruntime(smallGraph(network)),
    300_000,
  );
});
