import { decodeOnnx, encodeOnnx } from '@convbench/formats';
import { graphSha256, interpret } from '@convbench/graph';
import { UserError } from '@convbench/spec';
import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { randomNetwork } from './support/randomGraph.js';

describe('random networks as ONNX files', () => {
  it('come back with the same function, names and values, and give the same bytes again', () => {
    fc.assert(
      fc.property(randomNetwork, ({ graph, weights }) => {
        const bytes = encodeOnnx(graph, weights);
        const decoded = decodeOnnx(bytes, { keepSoftmax: true });
        expect(encodeOnnx(decoded.graph, decoded.weights)).toEqual(bytes);
        expect(decoded.weights).toEqual(weights);
        expect(decoded.notes.filter(({ kind }) => kind !== 'nhwc-input')).toEqual([]);
        // A pool that drops a window is written in another way.
        const ceil = graph.nodes.some((node) => node.op === 'MaxPool' || node.op === 'AveragePool');
        if (!ceil && decoded.notes.length === 0) {
          expect(decoded.graph).toEqual(graph);
          expect(graphSha256(decoded.graph)).toBe(graphSha256(graph));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('compute in onnxruntime what the interpreter computes, before and after', async () => {
    await fc.assert(
      fc.asyncProperty(randomNetwork, async ({ graph, weights }) => {
        const shape = graph.input.shape.map((size) => (size === 'N' ? 2 : size));
        const elements = shape.reduce((product, size) => product * size, 1);
        const images = Float32Array.from({ length: elements }, (_, i) => Math.cos(i * 2.1));
        const expected = interpret(graph, weights, images, 2);
        const bytes = encodeOnnx(graph, weights);
        const again = decodeOnnx(bytes, { keepSoftmax: true });
        const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
        const feeds = { image: new ort.Tensor('float32', images, shape) };
        const results = await session.run(feeds, ['logits']);
        await session.release();
        const logits = results['logits']!.data as Float32Array;
        const scale = Math.max(1, ...expected.map(Math.abs));
        expected.forEach((value, i) => {
          expect(Math.abs(logits[i]! - value) / scale).toBeLessThan(1e-5);
        });
        if (again.notes.length === 0) {
          expect(interpret(again.graph, again.weights, images, 2)).toEqual(expected);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are refused with a UserError when damaged, or read as something else, but never crash', () => {
    fc.assert(
      fc.property(
        randomNetwork,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 7 })), {
          maxLength: 3,
        }),
        ({ graph, weights }, end, flips) => {
          const original = encodeOnnx(graph, weights);
          const length = flips.length === 0 ? end * original.length : original.length;
          const damaged = original.slice(0, Math.floor(length));
          for (const [place, bit] of flips) {
            const at = Math.floor(place * (damaged.length - 1));
            damaged[at] = damaged[at]! ^ (1 << bit);
          }
          try {
            decodeOnnx(damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});
