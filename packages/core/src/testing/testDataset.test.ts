import { API_VERSION, UserError, z } from '@convbench/spec';
import type { DatasetInfo, DatasetPlugin, ImageForm, OpenSplit, Split } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { failingTests } from '../../../../test/support/failingTests.js';
import { testDataset } from './testDataset.js';
import type { TestDatasetOptions } from './testDataset.js';

const optionsSchema = z.strictObject({
  images: z.int().min(0).default(20),
  here: z.boolean().default(true),
});
type Options = z.infer<typeof optionsSchema>;

const missing = () => new UserError('test', 'The images are not here.', 'Set the option here.');

function checkForm({ inputSize, channels }: ImageForm): void {
  if (Number.isInteger(inputSize) && inputSize > 0 && (channels === 1 || channels === 3)) return;
  throw new UserError('test', `The form ${inputSize} x ${channels} cannot be.`, 'Take another.');
}

/** Image i has the bytes i, i + 1, ...; its class is i modulo 3. */
async function open(split: Split, options: Options, form: ImageForm): Promise<OpenSplit> {
  checkForm(form);
  if (!options.here) throw missing();
  const length = split === 'train' ? options.images : 5;
  if (length === 0) throw new UserError('test', 'It has no training images.', 'Only measure.');
  const size = form.channels * form.inputSize ** 2;
  return {
    length,
    classes: ['a', 'b', 'c'],
    ...form,
    labels: Uint16Array.from({ length }, (_, i) => i % 3),
    read(indices, target) {
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i]!;
        if (!(index >= 0 && index < length)) throw new RangeError(`no image ${index}`);
        for (let at = 0; at < size; at++) target[i * size + at] = index + at;
      }
    },
  };
}

async function info(options: Options, form: ImageForm): Promise<DatasetInfo> {
  checkForm(form);
  const each = (value: number) => Array.from({ length: form.channels }, () => value);
  return {
    checksum: '0123456789abcdef'.repeat(4),
    classes: ['a', 'b', 'c'],
    trainImages: options.images,
    testImages: 5,
    normalization: { mean: each(0.5), standardDeviation: each(0.25) },
    preprocessing: 'Counted.',
    license: 'none',
    source: 'the test',
  };
}

const sound: DatasetPlugin<typeof optionsSchema> = {
  kind: 'dataset',
  apiVersion: API_VERSION,
  name: 'counted',
  title: 'Counted',
  native: { inputSize: 4, channels: 3 },
  options: optionsSchema,
  check: async ({ here }) =>
    here
      ? { found: true, location: 'here', bytes: 0 }
      : { found: false, reason: 'not here', remedy: 'Set the option here.' },
  info,
  open,
};

const absent = { options: { here: false } };
testDataset(sound as DatasetPlugin, { describe, it, expect }, { absent });

/** Runs the suite on the sound plugin with a fault and returns the names of the tests that fail. */
function failing(
  fault: Partial<typeof sound>,
  options: TestDatasetOptions = { absent },
): Promise<string[]> {
  return failingTests((framework) =>
    testDataset({ ...sound, ...fault } as DatasetPlugin, framework, options),
  );
}

/** The sound plugin's splits, changed. */
const opening = (change: (split: OpenSplit) => OpenSplit) => ({
  open: async (...given: Parameters<typeof open>) => change(await open(...given)),
});
const informing = (change: (info: DatasetInfo) => DatasetInfo) => ({
  info: async (...given: Parameters<typeof info>) => change(await info(...given)),
});
const openTests = ['4 px', '40 px'].flatMap((size) =>
  ['train', 'test'].map((split) => `opens what it described: ${split}, ${size}, 3 channel(s)`),
);
const describeTests = ['4 px', '40 px'].map((size) => `describes itself: ${size}, 3 channel(s)`);

describe('the suite of a data set finds', () => {
  it('nothing in a sound one, with or without training images, or files', async () => {
    expect(await failing({})).toEqual([]);
    expect(await failing({}, { options: { images: 0 }, absent })).toEqual([]);
    expect(await failing({}, { options: { here: false }, skipFiles: 'not here' })).toEqual([]);
  });

  it('another contract', async () => {
    expect(await failing({ apiVersion: 0 })).toEqual(['has a valid header']);
  });

  it('options that take anything', async () => {
    const loose = z.looseObject(optionsSchema.shape) as unknown as typeof optionsSchema;
    expect(await failing({ options: loose })).toEqual(['refuses an option that it does not have']);
  });

  it('absence without a remedy', async () => {
    const check = async () => ({ found: false, reason: 'not here', remedy: '' }) as const;
    expect(await failing({ check })).toEqual(
      expect.arrayContaining(['says why it is not there and what to do', 'is on this machine']),
    );
  });

  it('absence that is opened all the same, or not told as a mistake', async () => {
    const carefree = (...[split, options, form]: Parameters<typeof open>) =>
      open(split, { ...options, here: true }, form);
    expect(await failing({ open: carefree })).toEqual([
      'refuses to open what is not there, with what to do',
    ]);
    const crashing = async (...given: Parameters<typeof open>) => {
      if (!given[1].here) throw new TypeError('undefined is not a function');
      return open(...given);
    };
    expect(await failing({ open: crashing })).toEqual([
      'refuses to open what is not there, with what to do',
    ]);
  });

  it('a checksum that changes, or follows the form', async () => {
    let calls = 0;
    const changing = informing((told) => ({
      ...told,
      checksum: String(calls++).padStart(64, '0'),
    }));
    const name = 'has a checksum that is the same every time and in every form';
    expect(await failing(changing)).toEqual([name]);
    const form = async (...given: Parameters<typeof info>) => ({
      ...(await info(...given)),
      checksum: String(given[1].inputSize).padStart(64, '0'),
    });
    expect(await failing({ info: form })).toEqual([name]);
  });

  it('other counts than were described', async () => {
    expect(await failing(informing((told) => ({ ...told, testImages: 6 })))).toEqual(
      openTests.filter((name) => name.includes('test,')),
    );
  });

  it('two classes of one name', async () => {
    const twice = ['a', 'b', 'b'];
    const found = await failing({
      ...informing((told) => ({ ...told, classes: twice })),
      ...opening((split) => ({ ...split, classes: twice })),
    });
    expect(found).toEqual(describeTests);
  });

  it('a label that is no class', async () => {
    const wrong = opening((split) => ({
      ...split,
      labels: split.labels.map((label) => label + 1),
    }));
    expect(await failing(wrong)).toEqual(openTests);
  });

  it('a normalisation for another number of channels, or by nothing', async () => {
    const grey = { mean: [0.5], standardDeviation: [0.25] };
    expect(await failing(informing((told) => ({ ...told, normalization: grey })))).toEqual(
      describeTests,
    );
    const flat = { mean: [0, 0, 0], standardDeviation: [1, 0, 1] };
    expect(await failing(informing((told) => ({ ...told, normalization: flat })))).toEqual(
      describeTests,
    );
  });

  it('images that depend on what was read before, or on the opening', async () => {
    const drifting = opening((split) => {
      let calls = 0;
      return {
        ...split,
        read(indices, target) {
          split.read(indices, target);
          target[0] = calls++;
        },
      };
    });
    expect(await failing(drifting)).toEqual(expect.arrayContaining(openTests));
    let openings = 0;
    const random = opening((split) => {
      const added = openings++;
      return {
        ...split,
        read(indices, target) {
          split.read(indices, target);
          target.forEach((byte, i) => (target[i] = byte + added));
        },
      };
    });
    expect(await failing(random)).toEqual(expect.arrayContaining(openTests));
  });

  it('a source for threads that reads other images, or is none', async () => {
    const module = (added: number) =>
      `data:text/javascript,export const openSource = (size) => ({ async read(indices, target) {
        Array.from(indices).forEach((index, i) => {
          for (let at = 0; at < size; at++) target[i * size + at] = index + at + ${added};
        });
      } });`;
    const withSource = (source: (size: number) => OpenSplit['source']) =>
      opening((split) => ({ ...split, source: source(split.channels * split.inputSize ** 2)! }));
    const right = withSource((data) => ({ module: module(0), data }));
    expect(await failing(right)).toEqual([]);
    const other = withSource((data) => ({ module: module(1), data }));
    expect(await failing(other)).toEqual(openTests);
    const uncloneable = withSource((size) => ({ module: module(0), data: () => size }));
    expect(await failing(uncloneable)).toEqual(openTests);
    const absentModule = withSource((data) => ({ module: 'file:///nowhere.js', data }));
    expect(await failing(absentModule)).toEqual(openTests);
  });

  it('nothing in one that is read asynchronously', async () => {
    const later = opening((split) => ({
      ...split,
      async read(indices, target) {
        await Promise.resolve();
        await split.read(indices, target);
      },
    }));
    expect(await failing(later)).toEqual([]);
  });

  it('bytes behind the image, and images that do not exist', async () => {
    const name = 'writes images where it should and nowhere else';
    const spilling = opening((split) => ({
      ...split,
      read(indices, target) {
        split.read(indices, target);
        if (target.length > 48) target[48 * indices.length] = 1;
      },
    }));
    expect(await failing(spilling)).toContain(name);
    const clamping = opening((split) => ({
      ...split,
      read: (indices, target) =>
        split.read(
          Array.from(indices, (index) => Math.min(Math.max(index, 0), split.length - 1)),
          target,
        ),
    }));
    expect(await failing(clamping)).toEqual([name]);
  });

  it('forms that cannot be and are taken', async () => {
    const taking = async (options: Options, form: ImageForm) =>
      info(options, form.channels === 7 ? { ...form, channels: 3 } : form);
    expect(await failing({ info: taking })).toEqual(['refuses a form that no image can have']);
  });
});
