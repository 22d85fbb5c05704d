import { graphBuilder, initializeWeights } from '@convbench/graph';
import { openInterpreterTrainer } from '@convbench/train';
import { API_VERSION } from '@convbench/spec';
import type { BackendPlugin, Graph, Weights } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { CellFailure } from '../../../base/errors.js';
import { deviceOf, enginesOf } from '../../../../../../test/support/backendOf.js';
import { checkGradients, wrongGradients } from './checkGradients.js';

/** Trains with the interpreter; on 'wrong' what comes out for `parameter` is multiplied by `factor`. */
function backendWith(parameter: string, factor: number): BackendPlugin {
  return {
    kind: 'backend',
    apiVersion: API_VERSION,
    name: 'fake',
    title: 'Fake',
    devices: [
      deviceOf('right', { training: {} }),
      deviceOf('wrong', { training: {}, checkedAgainst: 'right' }),
    ],
    probe: () => Promise.resolve({ available: true, engineVersion: '1' }),
    ...enginesOf(() => Promise.reject(new Error('not used'))),
    training: {
      open: (training, state, { device }) => {
        const trainer = openInterpreterTrainer(training, state);
        const altered = async (): Promise<Weights> =>
          new Map(
            [...(await trainer.state())].map(([name, values]) => [
              name,
              name === parameter ? values.map((value) => value * factor) : values,
            ]),
          );
        return Promise.resolve({ ...trainer, ...(device === 'wrong' && { state: altered }) });
      },
    },
  };
}

function network(): Graph {
  const builder = graphBuilder({ name: 'net', channels: 3, height: 6, width: 6 });
  const conv = builder.conv('conv', builder.input, { channels: 4, kernel: 3, pad: 1 });
  const x = builder.relu('relu', builder.batchNorm('norm', conv));
  const flat = builder.dropout(
    'dropout',
    builder.flatten('flat', builder.globalAveragePool('mean', x)),
    0.5,
  );
  return builder.build(builder.linear('logits', flat, { features: 3 }));
}

const graph = network();
const check = (backend: BackendPlugin, device = 'wrong') =>
  checkGradients(backend, {
    graph,
    weights: initializeWeights(graph, { scheme: 'he', seed: 1 }),
    differentiation: {
      batchSize: 4,
      optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 },
    },
    device,
    threads: 1,
  });

describe('checkGradients', () => {
  it('passes a device with the same gradients, rounding aside', async () => {
    await check(backendWith('conv.weight', 1 + 1e-5));
  });

  it.each([2, NaN])('names what comes out wrong by a factor of %s', async (factor) => {
    const checked = check(backendWith('conv.weight', factor));
    await expect(checked).rejects.toBeInstanceOf(CellFailure);
    await expect(checked).rejects.toMatchObject({
      kind: 'parity-failed',
      message: expect.stringContaining('1 of 6 gradients wrongly: conv.weight') as string,
      cause: { remedy: expect.stringContaining('Train on right') as string },
    });
  });

  it('leaves other devices alone', async () => {
    await check(backendWith('conv.weight', 2), 'right');
  });
});

describe('wrongGradients', () => {
  it('takes a gradient that is rounding alone for none', () => {
    const expected = new Map([
      ['weight', Float32Array.of(3, 4)],
      ['bias', Float32Array.of(1e-7)],
    ]);
    const gradients = new Map([
      ['weight', Float32Array.of(3.1, 4)],
      ['bias', Float32Array.of(-1e-6)],
    ]);
    expect(wrongGradients(gradients, expected)).toEqual([]);
    expect(
      wrongGradients(new Map([...gradients, ['weight', Float32Array.of(4, 3)]]), expected),
    ).toEqual(['weight']);
  });
});
