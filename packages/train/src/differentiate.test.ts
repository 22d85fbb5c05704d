import { graphBuilder, type Value } from '@convbench/graph';
import { isUserError, type Graph, type Optimizer } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { differentiate } from './differentiate.js';

const optimizer: Optimizer = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 };

function block(): Graph {
  const b = graphBuilder({ name: 'block', channels: 3, height: 4, width: 4 });
  const x = b.relu('relu', b.conv('stem', b.input, { channels: 4, kernel: 3, pad: 1 }));
  const branches = [1, 2, 3].map((i) => b.conv(`branch${i}`, x, { channels: 2, kernel: 1 }));
  const joined = b.dropout('dropout', b.batchNorm('bn', b.concat('concat', branches)), 0.5);
  const scores = b.linear('fc', b.flatten('flat', joined), { features: 5 });
  const auxiliary = b.linear('aux', b.flatten('auxFlat', x), { features: 5 });
  return b.build([scores, auxiliary]);
}

describe('differentiate', () => {
  const training = differentiate(block(), { batchSize: 2, optimizer });

  it('gives the same result for the same arguments', () => {
    expect(differentiate(block(), { batchSize: 2, optimizer })).toEqual(training);
  });

  it('computes every tensor before its use, each once, with its shape stated', () => {
    const inputs = [
      training.images,
      training.labels,
      training.learningRate,
      training.step,
      ...[
        ...training.forward.parameters,
        ...training.forward.constants,
        ...training.slots,
        ...training.dropoutMasks,
      ].map(({ name }) => name),
    ];
    const known = new Set(inputs);
    expect(known.size).toBe(inputs.length);
    for (const node of training.nodes) {
      for (const input of node.inputs) expect(known, `${node.name} uses ${input}`).toContain(input);
      for (const output of node.outputs) {
        expect(known).not.toContain(output);
        known.add(output);
      }
    }
    expect(new Set(Object.keys(training.shapes))).toEqual(known);
    const names = training.nodes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('computes no gradient of the images', () => {
    const ops = training.nodes.filter(({ op }) => op === 'ConvGradInput').map(({ name }) => name);
    expect(ops).toEqual(['branch3#dx', 'branch2#dx', 'branch1#dx']);
  });

  it('replaces batch normalisation and dropout by their training forms', () => {
    const ops = new Set<string>(training.nodes.map(({ op }) => op));
    expect(ops.has('BatchNormalization') || ops.has('Dropout')).toBe(false);
    expect(training.dropoutMasks).toEqual([
      { name: 'dropout#mask', shape: [2, 6, 4, 4], ratio: 0.5 },
    ]);
    const statistics = training.nodes.find(({ op }) => op === 'RunningStatisticsUpdate');
    expect(statistics?.attributes).toEqual({ momentum: 0.9, count: 32 });
  });

  it('updates every parameter, running statistic and slot', () => {
    const states = training.updates.map(({ state }) => state);
    const expected = [...training.forward.parameters, ...training.slots].map(({ name }) => name);
    expect(new Set(states)).toEqual(new Set(expected));
    expect(states.length).toBe(expected.length);
  });

  it('trains auxiliary heads with a weight of 0.3 unless told otherwise', () => {
    const scales = (weights?: readonly number[]): unknown[] =>
      differentiate(block(), {
        batchSize: 2,
        optimizer,
        ...(weights && { headWeights: weights }),
      }).nodes.flatMap((node) =>
        node.op === 'SoftmaxCrossEntropyGrad' ? [node.attributes.scale] : [],
      );
    expect(scales()).toEqual([1, 0.3]);
    expect(scales([2, 0.5])).toEqual([2, 0.5]);
  });

  it('leaves out a head of weight 0 with all that only it needs', () => {
    const alone = differentiate(block(), { batchSize: 2, optimizer, headWeights: [1, 0] });
    expect(alone.nodes.filter(({ name }) => name.startsWith('aux'))).toEqual([]);
    expect(alone.gradients.map(({ parameter }) => parameter)).not.toContain('aux.weight');
    expect(alone.slots.map(({ parameter }) => parameter)).not.toContain('aux.weight');
  });

  it.each([[[1]], [[1, -1]], [[0, 1]], [[1, NaN]], [[1, 1, 1]]])(
    'refuses the head weights %j',
    (headWeights) => {
      expect(() => differentiate(block(), { batchSize: 2, optimizer, headWeights })).toThrow(
        /do not fit a network with 2 output/,
      );
    },
  );

  it('refuses a batch normalisation that sees one value per channel', () => {
    const build = (layers: (b: ReturnType<typeof graphBuilder>) => Value): Graph => {
      const b = graphBuilder({ name: 'one', channels: 2, height: 1, width: 1 });
      return b.build(b.linear('fc', b.flatten('flat', layers(b)), { features: 2 }));
    };
    const graph = build((b) => b.batchNorm('bn', b.input));
    expect(() => differentiate(graph, { batchSize: 1, optimizer })).toThrow(/'bn' sees 1 value/);
    expect(differentiate(graph, { batchSize: 2, optimizer }).updates.length).toBe(10);
  });

  it.each([
    ['shared', ['m', 'v'], /shares its running statistics/],
    ['computed', ['y0', 'y0'], /are computed by the network/],
  ] as const)('refuses running statistics that are %s', (_, [mean, variance], message) => {
    const attributes = { epsilon: 1e-5, momentum: 0.9 };
    const parameter = (name: string, role: 'gamma' | 'runningMean' | 'runningVariance') => ({
      name,
      shape: [2],
      role,
    });
    const graph: Graph = {
      name: 'twice',
      input: { name: 'x', shape: ['N', 2] },
      outputs: ['y1'],
      nodes: [
        {
          op: 'BatchNormalization',
          name: 'bn0',
          inputs: ['x', 'g', 'g', 'm', 'v'],
          outputs: ['z0'],
          attributes,
        },
        {
          op: 'ReduceMean',
          name: 'y0',
          inputs: ['z0'],
          outputs: ['y0'],
          attributes: { axes: [0], keepDimensions: false },
        },
        {
          op: 'BatchNormalization',
          name: 'bn1',
          inputs: ['z0', 'g', 'g', mean, variance],
          outputs: ['y1'],
          attributes,
        },
      ],
      parameters: [
        parameter('g', 'gamma'),
        parameter('m', 'runningMean'),
        parameter('v', 'runningVariance'),
      ],
      constants: [],
    };
    let error: unknown;
    try {
      differentiate(graph, { batchSize: 4, optimizer });
    } catch (caught) {
      error = caught;
    }
    expect(isUserError(error)).toBe(true);
    expect((error as Error).message).toMatch(message);
  });
});
