import { graphBuilder, interpret } from '@convbench/graph';
import { API_VERSION } from '@convbench/spec';
import type { BackendPlugin, Graph } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { CellFailure } from '../../../base/errors.js';
import { deviceOf, enginesOf } from '../../../../../../test/support/backendOf.js';
import { checkConformance } from './checkConformance.js';
import { singleConvolutions } from './singleConvolutions.js';

/** Is right on 'right'; on 'wrong' by `error` in one value of every convolution with this many input channels. */
function backendWith(error: number, channels: number): BackendPlugin {
  return {
    kind: 'backend',
    apiVersion: API_VERSION,
    name: 'fake',
    title: 'Fake',
    devices: [deviceOf('right'), deviceOf('wrong', { checkedAgainst: 'right' })],
    probe: () => Promise.resolve({ available: true, engineVersion: '1' }),
    ...enginesOf((graph, weights, { device, batchSize }) => ({
      asRun: {},
      run: (images) => {
        const values = Float32Array.from(interpret(graph, weights, images, batchSize));
        const isWrong = device === 'wrong' && graph.input.shape[1] === channels;
        if (isWrong) values[0] = (values[0] as number) + error;
        return Promise.resolve(values);
      },
      dispose: () => Promise.resolve(),
    })),
  };
}

/** Four convolutions, the second and third alike. */
function network(): Graph {
  const builder = graphBuilder({ name: 'net', channels: 3, height: 8, width: 8 });
  let x = builder.conv('stem', builder.input, { channels: 4, kernel: 3, pad: 1 });
  for (const name of ['a', 'b'])
    x = builder.relu(`${name}/relu`, builder.conv(name, x, { channels: 4, kernel: 3, pad: 1 }));
  x = builder.conv('last', x, { channels: 6, kernel: [1, 3], stride: 2, bias: false });
  return builder.build(builder.flatten('flat', x));
}
const session = { device: 'wrong', batchSize: 4, threads: 1 };

describe('singleConvolutions', () => {
  it('has each form once, at its place in the network, and always the same values', () => {
    const found = singleConvolutions(network(), 2);
    expect(found.map(({ what }) => what)).toEqual([
      'stem: 3x3, 3 to 4 channels at 8x8',
      'a: 3x3, 4 to 4 channels at 8x8',
      'last: 1x3, 4 to 6 channels at 8x8, stride 2x2',
    ]);
    expect(found.map(({ graph }) => graph.nodes.map(({ op }) => op).join())).toEqual([
      'Conv,Flatten',
      'Relu,Conv,Flatten',
      'Relu,Conv,Flatten',
    ]);
    expect(found).toEqual(singleConvolutions(network(), 2));
  });
});

describe('checkConformance', () => {
  it('passes a device that is right, and says by how much it differs', async () => {
    const conformance = await checkConformance(backendWith(1e-6, 3), network(), session);
    expect(conformance).toMatchObject({ convolutions: 3, limit: 1e-3 });
    expect(conformance?.maximumDeviation).toBeGreaterThan(1e-8);
    expect(conformance?.maximumDeviation).toBeLessThan(1e-5);
  });

  it.each([0.01, NaN, Infinity])('names what differs by %s', async (error) => {
    const check = checkConformance(backendWith(error, 4), network(), session);
    await expect(check).rejects.toBeInstanceOf(CellFailure);
    await expect(check).rejects.toMatchObject({
      kind: 'parity-failed',
      cause: {
        problem: expect.stringMatching(
          /2 of 3 distinct convolutions wrongly: a: 3x3, 4 to 4 channels at 8x8 \(.*; last: 1x3/,
        ) as string,
        remedy: expect.stringContaining('Measure this network on right') as string,
      },
    });
  });

  it('leaves other devices alone', async () => {
    const options = { ...session, device: 'right' };
    expect(await checkConformance(backendWith(1, 3), network(), options)).toBeUndefined();
  });
});
