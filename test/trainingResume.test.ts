/** A training process that is killed at any moment goes on to the very weights of one that was left alone. */
import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPlugins, makePlan, parseConfig, type Plan } from '@convbench/core';
import type { KeptWeights, RecipeInput } from '@convbench/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const childMain = fileURLToPath(
  new URL('../packages/core/dist/run/child/main.js', import.meta.url),
);
const plugin = fileURLToPath(new URL('./fixtures/plugins/tinyNet.ts', import.meta.url));

/** All that has a state: dropout (in the network), momentum, averages, augmentation, held-out images, the best epoch. */
const recipe: Partial<RecipeInput> = {
  budget: { images: 6400 },
  optimizer: {
    kind: 'rmsprop',
    form: 'tensorflow',
    decay: 0.9,
    momentum: 0.9,
    epsilon: 1,
    weightDecay: 1e-4,
    weightDecayOn: 'weights',
  },
  learningRate: 0.02,
  schedule: { kind: 'step', factor: 0.9, everyEpochs: 2, warmupSteps: 20 },
  clipNorm: 1,
  weightAverage: { decay: 0.99 },
  augmentation: [
    { kind: 'random-crop', padding: 2 },
    { kind: 'horizontal-flip' },
    { kind: 'cutout', size: 4 },
  ],
  validation: { fraction: 0.2, keep: 'best', patienceEpochs: 50 },
};

const matrix = {
  plugins: [plugin],
  architectures: ['tiny-normed'],
  backends: [{ name: 'onnxruntime', device: 'cpu', threads: 1 }],
  trainer: { name: 'onnxruntime', device: 'cpu', threads: 1 },
  datasets: [{ name: 'shapes', options: { trainImages: 400, testImages: 20 } }],
  inputSizes: [16],
  recipe,
};

let root: string;
let plan: Plan;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-training-'));
  const config = parseConfig(matrix, 'the test');
  const plugins = await loadPlugins({ specifiers: config.plugins, directory: root });
  plan = await makePlan({ config, directory: root }, plugins);
  expect(plan.problems).toEqual([]);
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Ending {
  readonly signal: NodeJS.Signals | null;
  readonly result: unknown;
  readonly messages: readonly {
    readonly type: string;
    readonly step: number;
    readonly at: number;
  }[];
  /** When the stop was sent. */
  readonly stoppedAt: number;
}

/** Runs the training's process with a cache of its own, as the program does; `interfere` may end it. */
function train(
  cache: string,
  interfere: (kill: () => void, stop: () => void, phase: string) => void = () => {},
  checkpointEverySeconds = 0.02,
): Promise<Ending> {
  const [training] = plan.weights;
  const { architectures, backends, datasets } = plan.references;
  const child = fork(childMain, [], {
    env: { ...process.env, CONVBENCH_CACHE: join(root, cache) },
    execArgv: ['--expose-gc'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let result: unknown;
  let stoppedAt = Infinity;
  const messages: { type: string; step: number; at: number }[] = [];
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.on('message', (message: { type: string; phase?: string; progress?: { step: number } }) => {
    messages.push({ type: message.type, step: message.progress?.step ?? 0, at: performance.now() });
    if (message.type === 'phase') {
      child.send({ type: 'go' });
      interfere(
        () => child.kill('SIGKILL'),
        () => {
          stoppedAt = performance.now();
          child.send({ type: 'stop' });
        },
        message.phase ?? '',
      );
    }
    if (message.type === 'result' || message.type === 'threw') result = message;
  });
  child.send({
    type: 'task',
    task: {
      kind: 'train',
      training,
      checkpointEverySeconds,
      architecture: architectures['tiny-normed'],
      backend: backends['onnxruntime'],
      dataset: datasets['shapes'],
    },
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (code === 0 || signal !== null) resolve({ signal, result, messages, stoppedAt });
      else
        reject(
          new Error(`The process ended with code ${code}: ${JSON.stringify(result)}\n${errors}`),
        );
    });
  });
}

function checkpointOf(cache: string): string {
  return join(root, cache, 'weights', `${plan.weights[0]?.key ?? ''}.checkpoint`);
}

/** When a file was written; 0 where there is none. */
const modified = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );

interface Trained {
  readonly weightsSha256: string;
  readonly resumes: number;
  readonly kept: KeptWeights;
  readonly epochs: readonly { readonly epoch: number; readonly loss: number }[];
}

async function trained(cache: string): Promise<Trained> {
  const [training] = plan.weights;
  const file = join(root, cache, 'weights', training?.key ?? '', 'training.json');
  const entry = JSON.parse(await readFile(file, 'utf8')) as {
    weightsSha256: string;
    training: Trained;
  };
  return { ...entry.training, weightsSha256: entry.weightsSha256 };
}

/** What does not depend on the clock. */
const essence = ({ weightsSha256, kept, epochs }: Trained) => ({
  weightsSha256,
  kept,
  epochs: epochs.map(({ epoch, loss, ...point }) => [
    epoch,
    loss,
    (point as { validation?: unknown }).validation,
  ]),
});

/** The same delays in every run of the test: a linear congruential generator. */
function delays(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

describe('a training process', () => {
  let undisturbed: Trained;
  beforeAll(async () => {
    await train('undisturbed', undefined, 1000);
    undisturbed = await trained('undisturbed');
  }, 240_000);

  it('was complete when it was left alone', () => {
    expect(undisturbed.resumes).toBe(0);
    expect(undisturbed.epochs.length).toBe(20);
    expect(undisturbed.kept.which).toBe('best');
  });

  it('that is killed at random steps comes to the same weights, bit by bit', async () => {
    const random = delays(7);
    let kills = 0;
    for (let part = 0; part < 6; part++) {
      const before = await modified(checkpointOf('killed'));
      const { signal } = await train('killed', (kill, _stop, phase) => {
        if (phase !== 'training') return;
        // However fast the machine is: some steps after the first checkpoint of this process.
        const look = setInterval(() => {
          void modified(checkpointOf('killed')).then((now) => {
            if (now === before) return;
            clearInterval(look);
            setTimeout(kill, 120 * random());
          });
        }, 5);
      });
      if (signal === null) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(0);
    await train('killed');
    const result = await trained('killed');
    expect(result.resumes).toBeGreaterThan(0);
    expect(essence(result)).toEqual(essence(undisturbed));
  }, 240_000);

  it('that is asked to stop does so within a step, and goes on to the same weights', async () => {
    const { result, messages, stoppedAt } = await train(
      'stopped',
      (_kill, stop, phase) => {
        if (phase === 'training') setTimeout(stop, 60);
      },
      1000,
    );
    expect(result).toMatchObject({ result: { state: 'stopped' } });
    // The last progress is told at the end only; after the stop there is none but that of the step in progress.
    expect(
      messages.filter(({ type, at }) => type === 'train-progress' && at > stoppedAt).length,
    ).toBeLessThan(2);
    const checkpoint = checkpointOf('stopped');
    expect((await stat(checkpoint)).size).toBeGreaterThan(0);
    await train('stopped');
    const goneOn = await trained('stopped');
    expect(goneOn.resumes).toBe(1);
    expect(essence(goneOn)).toEqual(essence(undisturbed));
    await expect(stat(checkpoint)).rejects.toThrow();
  }, 240_000);
});
