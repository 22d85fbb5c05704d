/** One training step of every network of the zoo on onnxruntime, held against the float64 interpreter. */
import { openTrainer } from '@convbench/backend-onnxruntime/internals';
import { interpretTrainingStep } from '@convbench/graph';
import type { Graph, TrainingGraph } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { smallGraph, zooNetworks } from './support/zoo.js';
import { expectNoWrongGradients, wrongGradients, zooStep } from './support/zooStep.js';

const TOLERANCE = { tolerance: 1e-3, rounding: 1e-6 };

const networks = await zooNetworks();

describe('a training step on onnxruntime has the gradients of the interpreter', () => {
  it('in all 27 networks', () => {
    expect(networks.length).toBe(27);
  });

  it.each(networks.map((network) => [network.id, network] as const))(
    '%s',
    (_, network) => expectGradientsOf(smallGraph(network)),
    300_000,
  );

  const withHeads = networks.filter(({ id }) =>
    ['googlenet-v1', 'googlenet-torchvision', 'googlenet-v3'].includes(id),
  );
  it.each(withHeads.map((network) => [network.id, network] as const))(
    '%s with its auxiliary heads',
    (_, network) => expectGradientsOf(smallGraph(network, { auxiliaryHeads: true })),
    300_000,
  );
});

function expectGradientsOf(graph: Graph): Promise<void> {
  return expectNoWrongGradients(async (images) => {
    const { training, start, feeds } = zooStep(graph, images);
    const trainer = await openTrainer(training, start, { device: 'cpu', threads: 1 });
    const { loss, correct } = await trainer.step(feeds);
    const after = await trainer.state();
    await trainer.dispose();
    const exact = interpretTrainingStep(withoutUpdates(training), start, feeds);
    expect(Math.abs(loss - exact.loss)).toBeLessThan(1e-4 * exact.loss);
    expect(correct).toBe(exact.correct);
    return wrongGradients(
      training,
      ({ gradient }) => exact.tensors.get(gradient)?.data,
      // The first velocity of SGD is the gradient.
      ({ parameter }) => after.get(`${parameter}#velocity`),
      TOLERANCE,
    );
  });
}

/** The interpreter need only make the gradients. */
function withoutUpdates(training: TrainingGraph): TrainingGraph {
  const nodes = training.nodes.filter(({ op }) => op !== 'SgdUpdate');
  return { ...training, nodes, updates: [], slots: [] };
}
