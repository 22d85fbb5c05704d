/** @file Training steps on the software GPU, held against the float64 interpreter. */
import { graphBuilder, interpretTrainingStep } from '@convbench/graph';
import type {
  Graph,
  StepResult,
  TrainingFeeds,
  TrainingGraph,
  UnaryNode,
  Weights,
} from '@convbench/spec';
import { differentiate } from '@convbench/train';
import { expect } from 'vitest';
import { expectState, feedsOf, MOMENTUM, startOf } from './loweringParity.js';
import { inSoftwareGpuChild } from './softwareGpu.js';

/** With 6 channels and 6 images, which are among what Conv gets wrong: see docs/gpu.md. */
const BATCH_SIZE = 6;

interface Task {
  readonly training: TrainingGraph;
  readonly state: Weights;
  readonly feeds: readonly TrainingFeeds[];
  readonly device: string;
}

interface Answer {
  readonly results: readonly StepResult[];
  readonly state: Weights;
}

/** Functions of single values, each times its input. */
export function activations(nodes: readonly Pick<UnaryNode, 'op' | 'attributes'>[]): Graph {
  const b = graphBuilder({ name: 'activations', channels: 3, height: 4, width: 4 });
  const x = b.conv('conv', b.input, { channels: 8, kernel: 1 });
  const parts = nodes.map((node, i) => b.mul(`${i}`, x, b.unary(`${node.op}${i}`, x, node)));
  const mean = b.globalAveragePool('average', b.concat('concat', parts));
  return b.build(b.linear('logits', b.flatten('flatten', mean), { features: 5 }));
}

function taskOf(graph: Graph): Task {
  const training = differentiate(graph, { batchSize: BATCH_SIZE, optimizer: MOMENTUM });
  const state = startOf(training);
  return { training, state, feeds: [feedsOf(training, 1)], device: 'webgpu' };
}

/** One step of each, in one process that has the renderer. */
export async function expectStepsOnSoftwareGpu(graphs: readonly Graph[]): Promise<void> {
  const tasks = graphs.map(taskOf);
  const answers = await inSoftwareGpuChild<Answer[]>('trainInChild.mjs', tasks);
  for (const [i, { training, state, feeds }] of tasks.entries()) {
    const expected = interpretTrainingStep(training, state, feeds[0] as TrainingFeeds);
    const { results, state: after } = answers[i] as Answer;
    const difference = Math.abs((results[0]?.loss ?? NaN) - expected.loss);
    expect(difference, training.name).toBeLessThan(1e-4);
    expect(results[0]?.correct, training.name).toBe(expected.correct);
    expectState(training, after, expected.state, state, 1e-4);
  }
}
