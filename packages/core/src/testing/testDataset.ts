import { isUserError } from '@convbench/spec';
import type {
  DatasetPlugin,
  ImageForm,
  ImageReader,
  ImageSource,
  OpenSplit,
  Split,
} from '@convbench/spec';
import { validateHeader } from '../plan/plugins/validateHeader.js';
import { thrownBy } from './framework.js';
import type { TestFramework } from './framework.js';

export interface TestDatasetOptions {
  /** Options under which the data set's files are there; default none. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** A second form to read in, besides the native one; default 40 px with the native channels. */
  readonly form?: ImageForm;
  /** Where nothing is to be found: other options, or the plugin set up for an empty place. Not for procedural sets. */
  readonly absent?: {
    readonly plugin?: DatasetPlugin;
    readonly options?: Readonly<Record<string, unknown>>;
  };
  /** Why the files are not on this machine; then only what needs no files is tested. */
  readonly skipFiles?: string;
}

const splits: readonly Split[] = ['train', 'test'];

/** Images whose bytes are compared; more would only take longer. */
const sampleSize = 12;

/** Image numbers from all over a split, the last one included. */
function sampleOf({ length }: OpenSplit): number[] {
  const count = Math.min(sampleSize, length);
  return Array.from({ length: count }, (_, i) =>
    Math.round((i * (length - 1)) / Math.max(1, count - 1)),
  );
}

async function readImages(
  split: OpenSplit,
  indices: readonly number[],
  reader: ImageReader = split,
): Promise<Uint8Array[]> {
  const size = split.channels * split.inputSize ** 2;
  const bytes = new Uint8Array(indices.length * size);
  await reader.read(indices, bytes);
  return indices.map((_, i) => bytes.subarray(i * size, (i + 1) * size));
}

/** As a worker thread makes it, which is given copies. */
async function readerOf({ module, data }: ImageSource): Promise<ImageReader> {
  const { openSource } = (await import(/* @vite-ignore */ module)) as {
    openSource: (data: unknown) => ImageReader | Promise<ImageReader>;
  };
  return openSource(structuredClone(data));
}

/** Cheap to compare and to print. */
const digest = (image: Uint8Array): string => {
  const sum = image.reduce((hash, byte) => (Math.imul(hash, 31) + byte) >>> 0, image.length);
  return sum.toString(16);
};
const digests = (images: readonly Uint8Array[]): string[] => images.map(digest);

/**
 * The conformance suite of a data set: what it says of itself, of absent files and of wrong options, and that what it
 * opens is what it described, the same every time. Run it in a test file with the functions of your runner.
 */
export function testDataset(
  plugin: DatasetPlugin,
  framework: TestFramework,
  given: TestDatasetOptions = {},
): void {
  const { describe, it, expect } = framework;
  const { native } = plugin;
  const { form = { inputSize: 40, channels: native.channels }, absent, skipFiles } = given;
  const options = () => plugin.options.parse(given.options ?? {});

  /** A mistake that is told to the user: the problem, and what to do. */
  const expectUserError = (thrown: unknown, when: string) => {
    expect(thrown === undefined, `${when}: nothing was thrown`).toBe(false);
    expect(isUserError(thrown), `${when}: no UserError but ${String(thrown)}`).toBe(true);
    if (isUserError(thrown)) expect(thrown.remedy.length, when).toBeGreaterThan(0);
  };

  describe(`data set '${plugin.name}'`, () => {
    it('has a valid header', () => {
      validateHeader(plugin, plugin.name);
    });

    it('has a native form that an image can have', () => {
      expect(Number.isInteger(native.inputSize) && native.inputSize > 0).toBe(true);
      expect(Number.isInteger(native.channels) && native.channels > 0).toBe(true);
    });

    it('completes the options that it is given', () => {
      const first = plugin.options.safeParse(given.options ?? {});
      expect(first.success, 'the options of the test are refused').toBe(true);
      if (!first.success) return;
      expect(plugin.options.parse(first.data), 'completed twice is other than once').toEqual(
        first.data,
      );
    });

    it('refuses an option that it does not have', () => {
      const wrong = { ...given.options, 'no-such-option': 1 };
      expect(plugin.options.safeParse(wrong).success, 'use z.strictObject').toBe(false);
    });

    if (absent !== undefined) {
      const elsewhere = absent.plugin ?? plugin;
      const absentOptions = () => elsewhere.options.parse(absent.options ?? given.options ?? {});

      it('says why it is not there and what to do', async () => {
        const status = await elsewhere.check(absentOptions());
        expect(status.found).toBe(false);
        if (status.found) return;
        expect(status.reason.length, 'the reason').toBeGreaterThan(0);
        expect(status.remedy.length, 'the remedy').toBeGreaterThan(0);
      });

      it('refuses to open what is not there, with what to do', async () => {
        for (const split of splits) {
          const thrown = await thrownBy(() => elsewhere.open(split, absentOptions(), native));
          expectUserError(thrown, split);
        }
      });
    }

    if (skipFiles !== undefined) return;

    it('is on this machine', async () => {
      const status = await plugin.check(options());
      expect(status.found, JSON.stringify(status)).toBe(true);
      if (!status.found) return;
      expect(status.location.length).toBeGreaterThan(0);
      expect(status.bytes).toBeGreaterThan(-1);
    });

    it('has nothing to fetch when it is there', async () => {
      await plugin.fetch?.(options(), () => undefined);
      expect((await plugin.check(options())).found).toBe(true);
    });

    it('has a checksum that is the same every time and in every form', async () => {
      const { checksum } = await plugin.info(options(), native);
      expect(/^[0-9a-f]{64}$/.test(checksum), `no SHA-256 in hexadecimal: ${checksum}`).toBe(true);
      expect((await plugin.info(options(), native)).checksum).toBe(checksum);
      expect((await plugin.info(options(), form)).checksum).toBe(checksum);
    });

    for (const asked of [native, form]) {
      const size = `${asked.inputSize} px, ${asked.channels} channel(s)`;

      it(`describes itself: ${size}`, async () => {
        const info = await plugin.info(options(), asked);
        const { normalization, classes, preprocessing, license, source } = info;
        expect(classes.length, 'classes').toBeGreaterThan(1);
        expect(new Set(classes).size, 'two classes have one name').toBe(classes.length);
        expect(info.trainImages + info.testImages, 'images').toBeGreaterThan(0);
        expect(normalization.mean.length, 'one mean a channel').toBe(asked.channels);
        expect(normalization.standardDeviation.length, 'one deviation a channel').toBe(
          asked.channels,
        );
        expect(normalization.mean.every(Number.isFinite)).toBe(true);
        const divisible = normalization.standardDeviation.every(
          (value) => Number.isFinite(value) && value !== 0,
        );
        expect(divisible, 'a deviation of 0 cannot be divided by').toBe(true);
        expect(preprocessing.endsWith('.'), 'preprocessing is no sentence').toBe(true);
        expect(license.length, 'license').toBeGreaterThan(0);
        expect(source.length, 'source').toBeGreaterThan(0);
      });

      for (const split of splits)
        it(`opens what it described: ${split}, ${size}`, async () => {
          const info = await plugin.info(options(), asked);
          const described = split === 'train' ? info.trainImages : info.testImages;
          if (described === 0) {
            const thrown = await thrownBy(() => plugin.open(split, options(), asked));
            expectUserError(thrown, 'a split without images');
            return;
          }
          const opened = await plugin.open(split, options(), asked);
          expect(opened.length, 'length').toBe(described);
          expect(opened.labels.length, 'labels').toBe(opened.length);
          expect(opened.classes, 'classes').toEqual(info.classes);
          expect({ inputSize: opened.inputSize, channels: opened.channels }).toEqual(asked);
          const wrong = opened.labels.findIndex((label) => label >= info.classes.length);
          expect(wrong, 'the image whose label is no class').toBe(-1);
          const sample = sampleOf(opened);
          const images = digests(await readImages(opened, sample));

          const repeated = sample.flatMap((index) => [index, index]).reverse();
          const expected = images.flatMap((image) => [image, image]).reverse();
          expect(
            digests(await readImages(opened, repeated)),
            'read again, repeatedly and in another order',
          ).toEqual(expected);

          const again = await plugin.open(split, options(), asked);
          expect(digests(await readImages(again, sample)), 'opened again').toEqual(images);
          if (opened.source !== undefined) {
            const reader = await readerOf(opened.source);
            expect(digests(await readImages(opened, sample, reader)), 'by its source').toEqual(
              images,
            );
          }
          const labels = (of: OpenSplit) => Array.from(of.labels);
          expect(labels(again).join() === labels(opened).join(), 'labels, opened again').toBe(true);
        });
    }

    it('writes images where it should and nowhere else', async () => {
      const split = (await plugin.info(options(), native)).testImages > 0 ? 'test' : 'train';
      const opened = await plugin.open(split, options(), native);
      const size = opened.channels * opened.inputSize ** 2;
      const [image] = await readImages(opened, [0]);
      const target = new Uint8Array(size + 2).fill(137);
      await opened.read([0], target);
      expect(digest(target.subarray(0, size))).toBe(digest(image as Uint8Array));
      expect(Array.from(target.subarray(size)), 'behind the image').toEqual([137, 137]);
      for (const index of [opened.length, -1]) {
        const thrown = await thrownBy(() => opened.read([index], target));
        expect(thrown === undefined, `it reads an image ${index}`).toBe(false);
      }
    });

    it('refuses a form that no image can have', async () => {
      for (const wrong of [
        { inputSize: 0, channels: native.channels },
        { inputSize: 2.5, channels: native.channels },
        { inputSize: native.inputSize, channels: 7 },
      ]) {
        const when = JSON.stringify(wrong);
        expectUserError(await thrownBy(() => plugin.info(options(), wrong)), `info ${when}`);
        expectUserError(
          await thrownBy(() => plugin.open('test', options(), wrong)),
          `open ${when}`,
        );
      }
    });
  });
}
