/** Files that people had trouble with in public, end to end through every engine that computes a network here. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import onnxruntime from '@convbench/backend-onnxruntime';
import tfjs from '@convbench/backend-tfjs';
import { decodeOnnx } from '@convbench/formats';
import type { BackendPlugin } from '@convbench/spec';
import { openNetwork } from '@convbench/core/testing';
import { describe, expect, it } from 'vitest';
import { hasTfjsNode } from './support/hasTfjsNode.js';

const path = (file: string): string =>
  fileURLToPath(new URL(`./fixtures/cases/${file}`, import.meta.url));
const expected = (id: string) => JSON.parse(readFileSync(path(`${id}/expected.json`), 'utf8'));
const count = (length: number): number[] => Array.from({ length }, (_, i) => i + 1);

const cases: readonly [what: string, file: string, input: number[], output: number[]][] = [
  [
    'put the odd pixel of padding at the end (O01)',
    'O01/conv_same_upper.onnx',
    count(16),
    expected('O01').SAME_UPPER.flat(),
  ],
  [
    'put it at the beginning where the file says so (O01)',
    'O01/conv_same_lower.onnx',
    count(16),
    expected('O01').SAME_LOWER.flat(),
  ],
  [
    'drop a last window that begins in the padding (O02)',
    'O02/maxpool_ceil_pad.onnx',
    count(25),
    expected('O02').y.flat(),
  ],
  [
    'never let padding win (O04)',
    'O04/maxpool_negative.onnx',
    expected('O04').x.flat(),
    expected('O04').y.flat(),
  ],
  [
    'leave padding out of an average (O05)',
    'O05/avgpool_default.onnx',
    expected('O05').x.flat(),
    expected('O05').default.flat(),
  ],
  [
    'count padding in an average where the file says so (O05)',
    'O05/avgpool_include.onnx',
    expected('O05').x.flat(),
    expected('O05').include.flat(),
  ],
  [
    'divide alpha of LRN by the size of the window (O16)',
    'O16/lrn5.onnx',
    count(6),
    expected('O16').y,
  ],
];

const engines: readonly (readonly [backend: BackendPlugin, device: string])[] = [
  [onnxruntime, 'cpu'],
  [tfjs, 'wasm'],
  [tfjs, 'cpu'],
  ...(hasTfjsNode
    ? ([
        [tfjs, 'node-graph'],
        [tfjs, 'node-eager'],
      ] as const)
    : []),
];

describe.each(engines.map(([backend, device]) => ({ backend, device, name: backend.name })))(
  '$name:$device',
  ({ backend, device }) => {
    it.each(cases)('%s', async (_, file, input, output) => {
      const { graph, weights } = decodeOnnx(readFileSync(path(file)));
      const session = await openNetwork(backend, graph, weights, {
        device,
        batchSize: 1,
        threads: 1,
      });
      const values = Array.from(await session.run(Float32Array.from(input)));
      await session.dispose();
      expect(values).toHaveLength(output.length);
      values.forEach((value, i) => expect(value).toBeCloseTo(output[i] ?? NaN, 5));
    });
  },
);
