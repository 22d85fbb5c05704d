import { graphBuilder } from '@convbench/graph';
import { openNetwork } from '@convbench/core/testing';
import { describe, expect, it } from 'vitest';
import { hasTfjsNode } from '../../../../test/support/hasTfjsNode.js';
import { tfjs } from '../plugin.js';

function lrnOver(size: number) {
  const b = graphBuilder({ name: 'net', channels: 6, height: 1, width: 1 });
  return b.build(b.flatten('y', b.lrn('norm', b.input, { size, alpha: 0.1, beta: 0.75, bias: 1 })));
}

describe.each(['cpu', 'wasm', ...(hasTfjsNode ? ['node-graph', 'node-eager'] : [])])(
  'LRN on %s',
  (device) => {
    const options = { device, batchSize: 1, threads: 1 };

    it('with an even window is refused, not computed with another one', async () => {
      const run = async () => {
        const session = await openNetwork(tfjs, lrnOver(4), new Map(), options);
        await session.run(new Float32Array(6).fill(1));
      };
      await expect(run()).rejects.toThrow(
        "The operator LRN of 'norm' has a window of 4 channels; TensorFlow has odd windows only. " +
          'Measure this network with another backend, such as onnxruntime.',
      );
    });

    it('with an odd one runs', async () => {
      const session = await openNetwork(tfjs, lrnOver(3), new Map(), options);
      const values = await session.run(new Float32Array(6).fill(1));
      await session.dispose();
      // The first channel sees two of three ones, those between see three.
      expect(values[0]).toBeCloseTo((1 + (0.1 * 2) / 3) ** -0.75, 5);
      expect(values[1]).toBeCloseTo(1.1 ** -0.75, 5);
    });
  },
);
