/** Training on the real WebGPU provider, through the software adapter that Debian's chromium brings. */
import { graphBuilder, interpretTrainingStep } from '@convbench/graph';
import type { Graph, StepResult, TrainingFeeds, TrainingGraph, Weights } from '@convbench/spec';
import { differentiate } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import { UNARY_NODES } from './support/expectGradients.js';
import { expectState, feedsOf, MOMENTUM, startOf } from './support/loweringParity.js';
import { hasSoftwareGpu, inSoftwareGpuChild, softwareGpuNote } from './support/softwareGpu.js';
import { trainingNets, WEBGPU_NETS } from './support/trainingNets.js';

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

/** 9 channels are wrong there, too. */
function nineChannels(): Graph {
  const b = graphBuilder({ name: 'nineChannels', channels: 3, height: 6, width: 6 });
  const x = b.relu('relu', b.conv('first', b.input, { channels: 9, kernel: 3, pad: 1 }));
  const y = b.conv('second', x, { channels: 8, kernel: 3, pad: 1 });
  return b.build(b.flatten('logits', b.globalAveragePool('average', y)));
}

/** Every function of single values, times its input. */
function activations(): Graph {
  const b = graphBuilder({ name: 'activations', channels: 3, height: 4, width: 4 });
  const x = b.conv('conv', b.input, { channels: 8, kernel: 1 });
  const parts = UNARY_NODES.map((node, i) => b.mul(`${i}`, x, b.unary(`${node.op}${i}`, x, node)));
  const mean = b.globalAveragePool('average', b.concat('concat', parts));
  return b.build(b.linear('logits', b.flatten('flatten', mean), { features: 5 }));
}

function taskOf(graph: Graph): Task {
  const training = differentiate(graph, { batchSize: BATCH_SIZE, optimizer: MOMENTUM });
  const state = startOf(training);
  return { training, state, feeds: [feedsOf(training, 1)], device: 'webgpu' };
}

describe.skipIf(!hasSoftwareGpu)(
  `webgpu, without any operator on the CPU${softwareGpuNote}`,
  () => {
    it('trains the fixtures as the interpreter does', async () => {
      const tasks = [
        ...WEBGPU_NETS.map((name) => taskOf(trainingNets[name]())),
        taskOf(nineChannels()),
        taskOf(activations()),
      ];
      const answers = await inSoftwareGpuChild<Answer[]>('trainInChild.mjs', tasks);
      for (const [i, { training, state, feeds }] of tasks.entries()) {
        const expected = interpretTrainingStep(training, state, feeds[0] as TrainingFeeds);
        const { results, state: after } = answers[i] as Answer;
        expect(Math.abs((results[0]?.loss ?? NaN) - expected.loss), training.name).toBeLessThan(
          1e-4,
        );
        expect(results[0]?.correct, training.name).toBe(expected.correct);
        expectState(training, after, expected.state, state, 1e-4);
      }
    }, 600_000);
  },
);
