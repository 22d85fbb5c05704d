import { elementCount, interpret } from '@convbench/graph';
import type { BackendPlugin, Device, Graph, Session } from '@convbench/spec';
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
}

const batchSize = 3;

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
  const { device = plugin.devices[0], tolerance = 1e-4 } = options;

  const withSession = async (
    graph: Graph,
    size: number,
    use: (session: Session) => Promise<void>,
  ): Promise<void> => {
    const session = await plugin.open(graph, testWeights(graph), {
      device,
      batchSize: size,
      threads: 1,
    });
    try {
      await use(session);
    } finally {
      await session.dispose();
    }
  };

  describe(`backend '${plugin.name}' on ${device}`, () => {
    it('has a valid header', () => {
      validateHeader(plugin, plugin.name);
      expect(plugin.devices.includes(device)).toBe(true);
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

    it('says what it loaded and how it runs', async () => {
      await withSession(plain, 1, async (session) => {
        expect(session.modelBytes).toBeGreaterThan(0);
        expect(Object.keys(session.asRun).length).toBeGreaterThan(0);
        const kinds = ['string', 'number', 'boolean'];
        expect(Object.values(session.asRun).every((value) => kinds.includes(typeof value))).toBe(
          true,
        );
      });
    });

    it('refuses to run after it was disposed', async () => {
      const session = await plugin.open(plain, testWeights(plain), {
        device,
        batchSize: 1,
        threads: 1,
      });
      await session.dispose();
      const thrown = await thrownBy(() => session.run(testImages(plain, 1, 7)));
      expect(thrown === undefined).toBe(false);
    });

    if (canTrain(plugin, device) && plugin.openTrainer !== undefined)
      testTrainer(plugin.openTrainer.bind(plugin), framework, device);
  });
}
