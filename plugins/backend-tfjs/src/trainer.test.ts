import { graphBuilder } from '@convbench/graph';
import type { TrainingGraph } from '@convbench/spec';
import { expect, it } from 'vitest';
import { openTrainer } from './trainer.js';

it.each(['node-eager', 'wasm', 'cpu'])('%s is refused, with those that can', async (device) => {
  const b = graphBuilder({ name: 'net', channels: 1, height: 2, width: 2 });
  const forward = b.build(b.flatten('logits', b.conv('conv', b.input, { channels: 2, kernel: 2 })));
  const training = { forward } as unknown as TrainingGraph;
  await expect(openTrainer(training, new Map(), { device, threads: 1 })).rejects.toThrow(
    `The engine ${device} cannot train. Train with one of: node-graph, node-gpu-graph.`,
  );
});
