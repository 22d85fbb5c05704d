import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elementCount, interpret } from '@convbench/graph';
import { findDevice } from '@convbench/spec';
import type { BackendPlugin, Device, Engine, Graph, Session } from '@convbench/spec';
import { sha256 } from '../base/hash.js';
import { filesOf, openThroughFiles, writeArtefact } from '../plan/artefacts/writeArtefact.js';
import { canTrain } from '../plan/plugins/canTrain.js';
import { validateHeader } from '../plan/plugins/validateHeader.js';
import { thrownBy } from './framework.js';
import type { TestFramework } from './framework.js';
import { smallNets } from './smallNets.js';
import { testTrainer } from './testTrainer.js';
import { imageShape, relativeDeviation, testValues, testWeights } from './values.js';

export interface TestBackendOptions {
  /** Default: the backend's first. */
  readonly device?: Device;
  /** Of a logit, over the standard deviation of the logits; default 1e-4. */
  readonly tolerance?: number;
  /**
   * Networks of the suite that the backend refuses to train, of `inception` and `lrn`; default none. A plain network
   * everyone can train.
   */
  readonly refusesToTrain?: readonly RefusableNet[];
}

/** Those with operators that an engine may lack. */
type RefusableNet = 'inception' | 'lrn';

const batchSize = 3;

async function inTemporaryFolder<Result>(
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'convbench-suite-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function testImages(graph: Graph, count: number, seed: number): Float32Array {
  return testValues(elementCount(imageShape(graph, count)), seed);
}

/**
 * The conformance suite of a backend: logits against the float64 interpreter, sessions that keep images, runs and
 * results apart, and training steps if it can train. Run it in a test file with the functions of your runner.
 */
export function testBackend(
  plugin: BackendPlugin,
  framework: TestFramework,
  options: TestBackendOptions = {},
): void {
  const { describe, it, expect } = framework;
  const { device = plugin.devices[0].name, tolerance = 1e-4 } = options;

  /** One for the suite: an engine is loaded once in a process. */
  let engine: Promise<Engine> | undefined;
  const open = async (graph: Graph, size: number): Promise<Session> => {
    engine ??= plugin.start(device, { threads: 1 });
    return openThroughFiles(
      plugin,
      await engine,
      { kind: 'graph', graph, weights: testWeights(graph) },
      { device, precision: 'float32', batchSize: size },
    );
  };
  const withSession = async (
    graph: Graph,
    size: number,
    use: (session: Session) => Promise<void>,
  ): Promise<void> => {
    const session = await open(graph, size);
    try {
      await use(session);
    } finally {
      await session.dispose();
    }
  };

  describe(`backend '${plugin.name}' on ${device}`, () => {
    it('has a valid header', () => {
      validateHeader(plugin, plugin.name);
      expect(findDevice(plugin.devices, device) !== undefined).toBe(true);
    });

    it('is available here', async () => {
      const availability = await plugin.probe(device);
      expect(availability.available, JSON.stringify(availability)).toBe(true);
    });

    for (const [name, makeNet] of Object.entries(smallNets)) {
      const graph = makeNet();
      it(`computes the logits of the interpreter: ${name}`, async () => {
        const images = testImages(graph, batchSize, 1);
        const expected = interpret(graph, testWeights(graph), images, batchSize);
        await withSession(graph, batchSize, async (session) => {
          const logits = await session.run(images);
          expect(logits.length).toBe(expected.length);
          expect(relativeDeviation(logits, expected)).toBeLessThan(tolerance);
        });
      });

      it(`computes an image as it does without company: ${name}`, async () => {
        const images = testImages(graph, batchSize, 2);
        const size = images.length / batchSize;
        let together = new Float32Array();
        await withSession(graph, batchSize, async (session) => {
          together = Float32Array.from(await session.run(images));
        });
        const classes = together.length / batchSize;
        await withSession(graph, 1, async (session) => {
          for (let image = 0; image < batchSize; image++) {
            const alone = await session.run(images.slice(image * size, (image + 1) * size));
            const row = together.subarray(image * classes, (image + 1) * classes);
            expect(relativeDeviation(row, alone)).toBeLessThan(tolerance);
          }
        });
      });
    }

    const plain = (smallNets.plain as () => Graph)();

    it('leaves results to the caller: a later run does not change them', async () => {
      await withSession(plain, 1, async (session) => {
        const first = await session.run(testImages(plain, 1, 3));
        const copy = Array.from(first);
        const second = await session.run(testImages(plain, 1, 4));
        expect(Array.from(first)).toEqual(copy);
        expect(Array.from(second).join() === copy.join()).toBe(false);
      });
    });

    it('does not change the images', async () => {
      await withSession(plain, 1, async (session) => {
        const images = testImages(plain, 1, 3);
        await session.run(images);
        expect(Array.from(images)).toEqual(Array.from(testImages(plain, 1, 3)));
      });
    });

    it('refuses overlapping runs, or computes each rightly', async () => {
      await withSession(plain, 1, async (session) => {
        const inputs = [testImages(plain, 1, 5), testImages(plain, 1, 6)];
        const results = await Promise.allSettled(inputs.map((images) => session.run(images)));
        const fulfilled = results.flatMap((result, index) =>
          result.status === 'fulfilled' ? [{ logits: result.value, index }] : [],
        );
        expect(fulfilled.length).toBeGreaterThan(0);
        for (const { logits, index } of fulfilled) {
          const images = inputs[index] as Float32Array;
          const expected = interpret(plain, testWeights(plain), images, 1);
          expect(relativeDeviation(logits, expected)).toBeLessThan(tolerance);
        }
      });
    });

    it('writes files of its own into the folder, and the same ones for the same network', async () => {
      const write = async (batchSize: number | undefined): Promise<readonly string[]> =>
        inTemporaryFolder(async (folder) => {
          const artefact = await writeArtefact(
            plugin,
            { kind: 'graph', graph: plain, weights: testWeights(plain) },
            { device, precision: 'float32', batchSize },
            folder,
          );
          expect(artefact.bytes).toBeGreaterThan(0);
          expect(artefact.path.startsWith(folder)).toBe(true);
          expect(artefact.input.shape.slice(1)).toEqual(plain.input.shape.slice(1));
          const files = await filesOf(artefact.path);
          return Promise.all(files.map(async ({ path }) => sha256(await readFile(path))));
        });
      // One batch size is as good as any where the device says that its files take any.
      const asked = findDevice(plugin.devices, device)?.artefact.batch === 'any' ? undefined : 2;
      expect(await write(asked)).toEqual(await write(asked));
    });

    it('opens one artefact several times', async () => {
      await withSession(plain, 1, async (first) => {
        await withSession(plain, 1, async (second) => {
          const images = testImages(plain, 1, 8);
          expect(Array.from(await second.run(images))).toEqual(Array.from(await first.run(images)));
        });
      });
    });

    it('says of itself what the probe says, and names processes and the device if it can', async () => {
      engine ??= plugin.start(device, { threads: 1 });
      const { facts, processes, describe: describeDevice } = await engine;
      const availability = await plugin.probe(device);
      if (availability.available) expect(facts.engineVersion).toBe(availability.engineVersion);
      const pids = (await processes?.call(await engine)) ?? [];
      expect(pids.every((pid) => Number.isInteger(pid) && pid > 0)).toBe(true);
      const values = Object.values((await describeDevice?.call(await engine)) ?? {});
      expect(values.every((value) => ['string', 'number', 'boolean'].includes(typeof value))).toBe(
        true,
      );
    });

    it('times a series of calls where they happen, if it can', async () => {
      await withSession(plain, 1, async (session) => {
        const span = { milliseconds: 20, leastCalls: 3 };
        const samples = await session.block?.(testImages(plain, 1, 9), span);
        if (samples === undefined) return;
        expect(samples.length >= span.leastCalls).toBe(true);
        expect(samples.every((sample) => sample > 0)).toBe(true);
        const sum = samples.reduce((total, sample) => total + sample, 0);
        expect(sum).toBeGreaterThan(span.milliseconds * 0.9);
      });
    });

    it('says how it runs', async () => {
      await withSession(plain, 1, async (session) => {
        expect(Object.keys(session.asRun).length).toBeGreaterThan(0);
        const kinds = ['string', 'number', 'boolean'];
        expect(Object.values(session.asRun).every((value) => kinds.includes(typeof value))).toBe(
          true,
        );
      });
    });

    it('refuses to run after it was disposed', async () => {
      const session = await open(plain, 1);
      await session.dispose();
      const thrown = await thrownBy(() => session.run(testImages(plain, 1, 7)));
      expect(thrown === undefined).toBe(false);
    });

    const { profile: group } = plugin;
    if (group !== undefined)
      it('says where the time of a run goes', async () => {
        await inTemporaryFolder(async (folder) => {
          const artefact = await writeArtefact(
            plugin,
            { kind: 'graph', graph: plain, weights: testWeights(plain) },
            { device, precision: 'float32', batchSize: 1 },
            folder,
          );
          const options = { device, threads: 1, batchSize: 1 };
          const { nodes, runMilliseconds } = await group.profile(artefact, options);
          expect(nodes.length).toBeGreaterThan(0);
          expect(runMilliseconds).toBeGreaterThan(0);
          expect(nodes.every(({ milliseconds }) => milliseconds >= 0)).toBe(true);
        });
      });

    if (canTrain(plugin, device) && plugin.training !== undefined)
      testTrainer(plugin.training, framework, device, options.refusesToTrain);
  });
}
