import type { Graph } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { graphBuilder } from '../builder.js';
import { inferShapes } from '../shapes.js';
import { interpret, interpretAll } from './interpret.js';

/** Every operator that the builder makes, on maps of uneven height and width. */
function everyLayer(): Graph {
  const b = graphBuilder({ name: 'every', channels: 2, height: 6, width: 5 });
  const x = b.relu('relu', b.conv('conv', b.input, { channels: 4, kernel: 3, pad: 1 }));
  const [left, right] = b.split('split', b.batchNorm('bn', x), [2, 2]);
  const lrn = b.lrn('lrn', left!, { size: 3, alpha: 1, beta: 0.5, bias: 1 });
  const sum = b.add('add', lrn, b.mul('mul', right!, b.constant('half', [], Float32Array.of(0.5))));
  const pooled = b.concat('concat', [
    b.maxPool('max', sum, { kernel: 2, stride: 2, ceilMode: true }),
    b.averagePool('average', sum, { kernel: 3, stride: 2, pad: 1, countIncludePad: false }),
  ]);
  const turned = b.transpose('transpose', b.reshape('reshape', pooled, [0, 4, -1]), [0, 2, 1]);
  const projected = b.matMul(
    'matMul',
    turned,
    b.constant('m', [4, 3], new Float32Array(12).fill(1)),
  );
  const means = b.add(
    'means',
    b.reduceMean('mean', projected, [1]),
    b.reduceSum('reduced', b.softmax('softmax', projected, 2), [1]),
  );
  const global = b.flatten('flatten', b.globalAveragePool('gap', b.identity('identity', pooled)));
  const features = b.dropout('dropout', b.concat('features', [means, global]), 0.5);
  const logits = b.linear('fc', features, { features: 3 });
  return b.build([logits, b.linear('aux', global, { features: 3 })]);
}

function weightsOf(graph: Graph): Map<string, Float32Array> {
  return new Map(
    graph.parameters.map(({ name, shape, role }, k) => {
      const length = shape.reduce((product, dimension) => product * dimension, 1);
      const offset = role === 'runningVariance' ? 2 : 0;
      return [name, Float32Array.from({ length }, (_, i) => offset + Math.sin(1 + k + 3 * i))];
    }),
  );
}

const graph = everyLayer();
const weights = weightsOf(graph);
const images = Array.from({ length: 2 * 2 * 6 * 5 }, (_, i) => Math.cos(i * 7));

describe('interpret', () => {
  it('makes tensors of the shapes that are inferred', () => {
    const tensors = interpretAll(graph, weights, images, 2);
    const shapes = inferShapes(graph, 2);
    expect(new Set(tensors.keys())).toEqual(new Set(shapes.keys()));
    for (const [name, shape] of shapes) {
      expect(tensors.get(name)?.shape, name).toEqual(shape);
      expect(tensors.get(name)?.data.every(Number.isFinite), name).toBe(true);
    }
  });

  it('gives the logits that the tensor of that name holds', () => {
    const tensors = interpretAll(graph, weights, images, 2);
    expect(interpret(graph, weights, images, 2)).toEqual(tensors.get('fc')?.data);
  });

  it('treats each image of a batch alone', () => {
    const both = interpret(graph, weights, images, 2);
    const alone = [0, 1].flatMap((n) => [
      ...interpret(graph, weights, images.slice(n * 60, (n + 1) * 60), 1),
    ]);
    expect([...both]).toEqual(alone);
    expect(alone.slice(0, 3)).not.toEqual(alone.slice(3));
  });

  it('names a parameter that has no values or too few', () => {
    const without = new Map(weights);
    without.delete('fc.bias');
    expect(() => interpret(graph, without, images, 2)).toThrow(/no values for 'fc.bias'/);
    without.set('fc.bias', new Float32Array(2));
    expect(() => interpret(graph, without, images, 2)).toThrow(/2 values for 'fc.bias'.*\[3\]/);
  });

  it('refuses a wrong number of pixels', () => {
    expect(() => interpret(graph, weights, images, 3)).toThrow(RangeError);
  });
});
