/** Training on the real WebGPU provider, through the software adapter that Debian's chromium brings. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { interpretTrainingStep } from '@convbench/graph';
import type { Graph, StepResult, TrainingFeeds, TrainingGraph, Weights } from '@convbench/spec';
import { differentiate } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import { expectState, feedsOf, MOMENTUM, startOf } from './support/loweringParity.js';
import { trainingNets, WEBGPU_NETS } from './support/trainingNets.js';

const CHROMIUM = '/usr/lib/chromium';
const DRIVER = join(CHROMIUM, 'vk_swiftshader_icd.json');
const CHILD = fileURLToPath(new URL('./support/trainInChild.mjs', import.meta.url));
/** With 6 channels and 6 images: more than one pixel over 2 channels more than a multiple of 4 is what Conv gets wrong. */
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

/** The driver is chosen by the environment, which must be there when the process starts. */
async function trainInChild(tasks: readonly Task[]): Promise<Answer[]> {
  const directory = await mkdtemp(join(tmpdir(), 'convbench-webgpu-'));
  try {
    const [input, output] = [join(directory, 'tasks'), join(directory, 'answers')];
    await writeFile(input, serialize(tasks));
    const { LD_LIBRARY_PATH = '' } = process.env;
    await promisify(execFile)(process.execPath, [CHILD, input, output], {
      env: {
        ...process.env,
        VK_ICD_FILENAMES: DRIVER,
        XDG_RUNTIME_DIR: directory,
        // The loader, where the system has none of its own.
        LD_LIBRARY_PATH: `${LD_LIBRARY_PATH}:${CHROMIUM}`,
      },
    });
    return deserialize(await readFile(output)) as Answer[];
  } finally {
    await rm(directory, { recursive: true });
  }
}

function taskOf(graph: Graph): Task {
  const training = differentiate(graph, { batchSize: BATCH_SIZE, optimizer: MOMENTUM });
  const state = startOf(training);
  return { training, state, feeds: [feedsOf(training, 1)], device: 'webgpu' };
}

const adapter = existsSync(DRIVER);
describe.skipIf(!adapter)(
  `webgpu, without any operator on the CPU${adapter ? '' : ' (skipped: no software adapter; install Debian package chromium)'}`,
  () => {
    it('trains the fixtures as the interpreter does', async () => {
      const tasks = WEBGPU_NETS.map((name) => taskOf(trainingNets[name]()));
      const answers = await trainInChild(tasks);
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
