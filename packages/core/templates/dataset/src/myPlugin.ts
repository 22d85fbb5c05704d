/**
 * My plugin: say in a sentence what its images show, where they come from and under which licence.
 *
 * As it stands it draws its images: bars, upright or lying. Put files in their place: `check` looks for them, `fetch`
 * brings them, `open` decodes them.
 */
import { createHash } from 'node:crypto';
import { API_VERSION, UserError, z } from '@convbench/spec';
import type { DatasetPlugin, ImageForm, OpenSplit, Split } from '@convbench/spec';

const NAME = 'my-plugin';
const CLASSES = ['upright', 'lying'];
/** Raised when the same options would give other images: the checksum follows. */
const VERSION = 1;

const options = z.strictObject({
  trainImages: z.int().positive().default(2000),
  testImages: z.int().positive().default(500),
});
type Options = z.infer<typeof options>;

function checkForm({ inputSize, channels }: ImageForm): void {
  if (inputSize >= 4 && (channels === 1 || channels === 3)) return;
  throw new UserError(
    `dataset-${NAME}`,
    `My plugin has no images of ${channels} × ${inputSize} × ${inputSize}.`,
    'Use one channel or three, and an input size of 4 or more.',
  );
}

/** The same byte for the same place, on every machine. */
function byteAt(split: Split, index: number, place: number): number {
  let h = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(place + 7, 0x85ebca6b);
  h ^= split === 'train' ? 0 : 0x5bd1e995;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) & 0xff;
}

/** One image, [channels, size, size]: a bright bar on noise. */
function draw(split: Split, index: number, form: ImageForm, target: Uint8Array, start: number) {
  const { inputSize, channels } = form;
  const bar = byteAt(split, index, -1) % inputSize;
  const upright = index % CLASSES.length === 0;
  for (let place = 0; place < channels * inputSize ** 2; place++) {
    const column = place % inputSize;
    const row = Math.floor(place / inputSize) % inputSize;
    const lit = (upright ? column : row) === bar;
    target[start + place] = (lit ? 128 : 0) + (byteAt(split, index, place) >> 1);
  }
}

const plugin: DatasetPlugin<typeof options> = {
  kind: 'dataset',
  apiVersion: API_VERSION,
  name: NAME,
  title: 'My plugin',
  native: { inputSize: 32, channels: 1 },
  options,
  async check() {
    return { found: true, location: 'drawn when needed', bytes: 0 };
  },
  async info({ trainImages, testImages }, form) {
    checkForm(form);
    const perChannel = (value: number) => Array.from({ length: form.channels }, () => value);
    return {
      checksum: createHash('sha256')
        .update(JSON.stringify([NAME, VERSION, trainImages, testImages]))
        .digest('hex'),
      classes: CLASSES,
      trainImages,
      testImages,
      normalization: { mean: perChannel(0.26), standardDeviation: perChannel(0.17) },
      preprocessing: `Drawn at ${form.inputSize} × ${form.inputSize} px.`,
      license: 'MIT',
      source: 'drawn by this plugin',
    };
  },
  async open(split, given: Options, form): Promise<OpenSplit> {
    checkForm(form);
    const length = split === 'train' ? given.trainImages : given.testImages;
    const bytesPerImage = form.channels * form.inputSize ** 2;
    return {
      ...form,
      length,
      classes: CLASSES,
      labels: Uint16Array.from({ length }, (_, index) => index % CLASSES.length),
      read(indices, target) {
        Array.from(indices).forEach((index, position) => {
          if (!(index >= 0 && index < length))
            throw new RangeError(`There is no image ${index} in a split of ${length}.`);
          draw(split, index, form, target, position * bytesPerImage);
        });
      },
    };
  },
};

export default plugin;
