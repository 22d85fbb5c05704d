import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphBuilder, graphSha256, initializeWeights, interpret } from '@convbench/graph';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readNetworkFiles, writeNetworkFiles } from './networkFiles.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convbench-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('keeps a network and its weights, constants included', async () => {
  const b = graphBuilder({ name: 'net', channels: 2, height: 4, width: 4 });
  const x = b.conv('conv', b.input, { channels: 3, kernel: 3 });
  const half = b.constant('half', [1], Float32Array.of(0.5));
  const scaled = b.mul('scaled', x, half);
  const graph = b.build(b.linear('logits', b.flatten('flat', scaled), { features: 5 }));
  const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });
  const written = await writeNetworkFiles(graph, weights, folder);
  expect(written).toEqual({
    path: folder,
    input: { name: graph.input.name, shape: ['N', 2, 4, 4] },
    output: graph.outputs[0],
  });
  const read = await readNetworkFiles(folder);
  expect(graphSha256(read.graph)).toBe(graphSha256(graph));
  expect(read.weights).toEqual(weights);
  const images = Float32Array.from({ length: 64 }, (_, index) => Math.sin(index));
  expect(interpret(read.graph, read.weights, images, 2)).toEqual(
    interpret(graph, weights, images, 2),
  );
});

it('names a parameter without values', async () => {
  const b = graphBuilder({ name: 'net', channels: 1, height: 2, width: 2 });
  const graph = b.build(b.linear('logits', b.flatten('flat', b.input), { features: 2 }));
  await expect(writeNetworkFiles(graph, new Map(), folder)).rejects.toThrow(
    "no weights for 'logits.weight'",
  );
});
