import { describe, it } from 'vitest';
import { expectParity } from './support/loweringParity.js';
import { trainingNets, type TrainingNetName } from './support/trainingNets.js';

/** A step with frozen parameters on onnxruntime equals the interpreter's. */
describe('a step with frozen parameters', () => {
  const nets = ['c_inception_bn', 'e_residual'] as const satisfies readonly TrainingNetName[];

  it.each(nets)('trains the last layer of %s alone', (name) => {
    const graph = trainingNets[name]();
    const all = graph.parameters.map((parameter) => parameter.name);
    const frozen = new Set(all.filter((parameter) => !parameter.startsWith('fc')));
    return expectParity(graph, { batchSize: 4, frozen });
  });

  it.each(nets)('trains all of %s but its batch normalisations', (name) => {
    const graph = trainingNets[name]();
    const vectors = graph.parameters.filter(({ role }) => role === 'gamma' || role === 'beta');
    const frozen = new Set(vectors.map((parameter) => parameter.name));
    return expectParity(graph, { batchSize: 4, frozen });
  });
});
