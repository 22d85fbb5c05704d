import { describe, expect, test } from 'vitest';
import { graphBuilder } from './builder.js';
import { WindowDoesNotFitError } from './operators/checks.js';

describe('GraphBuilder', () => {
  const image = { name: 'net', channels: 3, height: 8, width: 10 };

  test('names nodes by scope and parameters by node', () => {
    const b = graphBuilder(image);
    const x = b.scope('inception3a', () =>
      b.scope('branch5x5', () => {
        const y = b.conv('conv', b.input, { channels: 4, kernel: 5, pad: 2, bias: false });
        return b.batchNorm('norm', y);
      }),
    );
    const y = b.linear('classifier', b.flatten('flatten', x), { features: 2 });
    const graph = b.build(y);
    expect(graph.nodes.map((node) => node.name)).toEqual([
      'inception3a/branch5x5/conv',
      'inception3a/branch5x5/norm',
      'flatten',
      'classifier',
    ]);
    expect(graph.parameters).toEqual([
      { name: 'inception3a/branch5x5/conv.weight', role: 'weight', shape: [4, 3, 5, 5] },
      { name: 'inception3a/branch5x5/norm.gamma', role: 'gamma', shape: [4] },
      { name: 'inception3a/branch5x5/norm.beta', role: 'beta', shape: [4] },
      { name: 'inception3a/branch5x5/norm.runningMean', role: 'runningMean', shape: [4] },
      { name: 'inception3a/branch5x5/norm.runningVariance', role: 'runningVariance', shape: [4] },
      { name: 'classifier.weight', role: 'weight', shape: [2, 320] },
      { name: 'classifier.bias', role: 'bias', shape: [2] },
    ]);
    expect(graph.input).toEqual({ name: 'input', shape: ['N', 3, 8, 10] });
    expect(graph.outputs).toEqual(['classifier']);
  });

  test('knows the shape of every value', () => {
    const b = graphBuilder(image);
    const grouped = b.conv('c', b.input, { channels: 6, kernel: [1, 3], pad: [0, 1], groups: 3 });
    expect(grouped.shape).toEqual([1, 6, 8, 10]);
    expect(b.build(grouped).parameters[0]?.shape).toEqual([6, 1, 1, 3]);
    const pooled = b.maxPool('p', grouped, { kernel: 3, stride: 2, ceilMode: true });
    expect(pooled.shape).toEqual([1, 6, 4, 5]);
    const [left, right] = b.split('s', pooled, [2, 4]);
    expect([left?.shape, right?.shape]).toEqual([
      [1, 2, 4, 5],
      [1, 4, 4, 5],
    ]);
    expect(b.concat('cat', [right!, left!, pooled]).shape).toEqual([1, 12, 4, 5]);
    const scale = b.constant('scale', [], Float32Array.of(0.1));
    expect(b.mul('m', pooled, scale).shape).toEqual([1, 6, 4, 5]);
    expect(b.reshape('r', pooled, [0, 2, 3, -1]).shape).toEqual([1, 2, 3, 20]);
    expect(b.transpose('t', pooled, [0, 2, 3, 1]).shape).toEqual([1, 4, 5, 6]);
    expect(b.reduceMean('mean', pooled, [2, 3]).shape).toEqual([1, 6]);
    expect(b.globalAveragePool('g', pooled).shape).toEqual([1, 6, 1, 1]);
  });

  test('several outputs are heads of one network', () => {
    const b = graphBuilder(image);
    const main = b.relu('main', b.input);
    expect(b.build([main, b.relu('aux', main)]).outputs).toEqual(['main', 'aux']);
  });

  test('says which window does not fit on which map', () => {
    const b = graphBuilder({ ...image, height: 2 });
    const pool = () => b.maxPool('pool3', b.input, { kernel: 3, stride: 2 });
    expect(pool).toThrow(WindowDoesNotFitError);
    expect(pool).toThrow(/3x3 window of MaxPool 'pool3' does not fit on its 2x10 map/);
  });

  test('refuses layers that do not fit together', () => {
    const b = graphBuilder(image);
    const small = b.conv('small', b.input, { channels: 3, kernel: 3 });
    expect(() => b.add('sum', b.input, small)).toThrow(/do not broadcast/);
    expect(() => b.concat('cat', [b.input, small])).toThrow(/differ in more than axis 1/);
    expect(() => b.conv('grouped', b.input, { channels: 4, kernel: 1, groups: 2 })).toThrow(
      /does not take \[1, 3, 8, 10\]/,
    );
    expect(() => b.split('parts', b.input, [1, 1])).toThrow(/do not make axis 1/);
    expect(() => b.linear('fc', b.input, { features: 2 })).toThrow(/needs matrices/);
  });

  test('refuses a second layer of the same name', () => {
    const b = graphBuilder(image);
    b.relu('x', b.input);
    expect(() => b.relu('x', b.input)).toThrow(/Two tensors of net are called 'x'/);
  });
});
