import { describe, expect, it } from 'vitest';
import * as ort from 'onnxruntime-node';
import { encodeOnnxModel } from '@convbench/graph';

describe('encodeOnnxModel in onnxruntime', () => {
  it('runs a model of operators from two domains with every kind of attribute', async () => {
    const bytes = encodeOnnxModel({
      name: 'two-domains',
      opsets: { 'com.microsoft': 1 },
      inputs: [{ name: 'x', type: 'float32', shape: ['N', 2] }],
      outputs: [
        { name: 'y', type: 'float32', shape: ['N', 2] },
        { name: 'c', type: 'int64', shape: ['N', 2] },
      ],
      nodes: [
        {
          opType: 'FusedMatMul',
          domain: 'com.microsoft',
          inputs: ['x', 'w'],
          outputs: ['m'],
          attributes: { alpha: { float: 0.5 }, transB: { int: 1 } },
        },
        {
          opType: 'Constant',
          inputs: [],
          outputs: ['k'],
          attributes: { value: { tensor: { type: 'float32', shape: [2], data: [10, 20] } } },
        },
        { opType: 'Add', inputs: ['m', 'k'], outputs: ['y'] },
        {
          opType: 'Cast',
          name: 'cast',
          inputs: ['y'],
          outputs: ['i'],
          attributes: { to: { int: 7 } },
        },
        { opType: 'Add', inputs: ['i', 'one'], outputs: ['c'] },
      ],
      initializers: [
        { name: 'w', type: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
        { name: 'one', type: 'int64', shape: [1], data: [-1] },
      ],
    });
    const session = await ort.InferenceSession.create(bytes);
    const x = new ort.Tensor('float32', Float32Array.of(2, 4), [1, 2]);
    const result = await session.run({ x });
    expect([...(result['y']!.data as Float32Array)]).toEqual([15, 31]);
    expect([...(result['c']!.data as BigInt64Array)]).toEqual([14n, 30n]);
    await session.release();
  });
});
