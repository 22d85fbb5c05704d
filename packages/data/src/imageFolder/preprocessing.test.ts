import { isUserError } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import type { DecodedImage } from '../image/decodeImage.js';
import { makeResampler } from '../image/resample.js';
import { normalizeInto } from '../normalization.js';
import { imageFolderOptionsSchema } from './options.js';
import {
  describePreprocessing,
  greyOf,
  normalizationFor,
  preprocessingOf,
  writeInForm,
} from './preprocessing.js';
import { PRESETS, type PresetName } from './presets.js';

const rulesOf = (options: Record<string, unknown> = {}, inputSize = 224, channels = 3) =>
  preprocessingOf(imageFolderOptionsSchema.parse(options), { inputSize, channels });

/** Red is the column, green the row, blue 255 less the column. */
function gradient(width: number, height: number): DecodedImage {
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const x = pixel % width;
    return [x, Math.floor(pixel / width), 255 - x][i % 3]!;
  });
  const traits = {
    rotated: false,
    animated: false,
    cmyk: false,
    sixteenBit: false,
    transparent: false,
  };
  return { width, height, rgb, traits };
}

function written(image: DecodedImage, rules: ReturnType<typeof rulesOf>): Uint8Array {
  const target = new Uint8Array(rules.form.channels * rules.form.inputSize ** 2);
  writeInForm(image, rules, target, 0);
  return target;
}

describe('sizes before the crop', () => {
  test.each<[PresetName, number, number]>([
    ['torchvision', 224, 256],
    ['torchvision', 299, 342],
    ['torchvision-inception', 299, 342],
    ['timm', 224, 256],
    ['timm-inception', 299, 341],
    ['keras', 299, 299],
    ['keras-vgg', 224, 224],
    ['caffe', 224, 256],
    ['caffe', 227, 256],
  ])('%s at %i px: %i px', (preset, inputSize, resizeTo) => {
    expect(rulesOf({ preset }, inputSize).resizeTo).toBe(resizeTo);
  });

  test('options win over the preset', () => {
    const own = {
      resize: 'exact',
      resizeTo: 300,
      interpolation: 'bicubic',
      normalization: 'unit',
    } as const;
    expect(rulesOf({ preset: 'caffe', ...own })).toMatchObject({
      ...own,
      normalization: { normalization: { mean: [0, 0, 0] } },
    });
  });

  test('less than the input needs is refused', () => {
    let error: unknown;
    try {
      rulesOf({ resizeTo: 200 });
    } catch (thrown) {
      error = thrown;
    }
    if (!isUserError(error)) expect.unreachable('a UserError was expected');
    expect(error.message).toContain('resizeTo to 224 or more');
  });
});

describe('pixels', () => {
  test('a photograph is resized by its shorter side and the middle cut out (case D17)', () => {
    // 500 x 375 becomes 341 x 256, of which torchvision takes 224 px from column 58 and row 16 on.
    const image = gradient(500, 375);
    const whole = new Uint8Array(3 * 341 * 256);
    makeResampler('bilinear', 3, image, { width: 341, height: 256 })(image.rgb, 0, whole, 0);
    const result = written(image, rulesOf());
    for (const [x, y] of [
      [0, 0],
      [223, 0],
      [100, 223],
    ] as const) {
      for (let channel = 0; channel < 3; channel++) {
        expect(result[channel * 224 * 224 + y * 224 + x]).toBe(
          whole[channel * 341 * 256 + (y + 16) * 341 + x + 58],
        );
      }
    }
  });

  test('resized exactly, the whole image is there', () => {
    const result = written(gradient(200, 100), rulesOf({ resize: 'exact', resizeTo: 50 }, 50));
    // From border to border, alike at both ends.
    expect([result[0], result[49]]).toEqual([2, 199 - 2]);
    expect([result[2500], result[2500 + 49 * 50]]).toEqual([1, 99 - 1]);
  });

  test('of one channel they are the brightness', () => {
    const image = gradient(30, 30);
    const result = written(image, rulesOf({ resizeTo: 30 }, 30, 1));
    expect(Array.from(result)).toEqual(Array.from(greyOf(image.rgb)));
    expect(result[29]).toBe(Math.round(0.299 * 29 + 0.114 * 226));
  });
});

describe('normalisation', () => {
  /** What a network sees of one pixel. */
  function seen(options: Record<string, unknown>, rgb: readonly number[]) {
    const { normalization } = rulesOf(options).normalization!;
    const target = new Float32Array(3);
    normalizeInto(Uint8Array.from(rgb), target, normalizationFor(3, normalization), 3, 1);
    return Array.from(target);
  }

  test("case W08: what torchvision's GoogLeNet makes of ImageNet's normalisation", () => {
    const seenByNet = seen({ preset: 'torchvision-inception' }, [255, 0, 51]);
    expect(seenByNet).toEqual([1, -1, Math.fround(-0.6)]);
    // The conversion inside of the network, from ImageNet's normalisation of the same pixel.
    const imagenet = seen({ preset: 'torchvision' }, [255, 0, 51]);
    const mean = [0.485, 0.456, 0.406];
    const deviation = [0.229, 0.224, 0.225];
    imagenet.forEach((value, channel) => {
      const converted = value * (deviation[channel]! / 0.5) + (mean[channel]! - 0.5) / 0.5;
      expect(converted).toBeCloseTo(seenByNet[channel]!, 5);
    });
    expect(imagenet[0]).toBeCloseTo(2.2489, 4);
  });

  test("Caffe's networks see blue first, in bytes, less the mean pixel", () => {
    expect(seen({ preset: 'caffe' }, [255, 128, 0])).toEqual([-104, 11, 132]);
    expect(seen({ preset: 'keras-vgg' }, [255, 128, 0])[0]).toBeCloseTo(-103.939, 4);
  });

  test('of one channel has the average of the three', () => {
    const { normalization } = rulesOf({ preset: 'caffe' }).normalization!;
    expect(normalizationFor(1, normalization)).toEqual({
      mean: [344 / 3],
      standardDeviation: [1],
      scale: 1,
    });
  });
});

describe('the sentence names what was done', () => {
  const sentence = (options: Record<string, unknown>, inputSize = 224, channels = 3) => {
    const rules = rulesOf(options, inputSize, channels);
    const { normalization } = rules.normalization!;
    return describePreprocessing(rules, normalizationFor(channels, normalization));
  };

  test('as torchvision', () => {
    expect(sentence({})).toBe(
      "Each is resized so that the shorter side has 256 px (bilinear as in Pillow, antialiased), of which the middle 224 x 224 px are cut out. Normalised with ImageNet's mean and deviation: RGB, values from 0 to 1 less 0.485 0.456 0.406, over 0.229 0.224 0.225.",
    );
  });

  test('as Keras', () => {
    expect(sentence({ preset: 'keras' }, 299)).toBe(
      'Each is resized to 299 x 299 px whatever its shape (nearest as in Pillow, not antialiased). Normalised with the range from -1 to 1 of Inception networks: RGB, values from 0 to 1 less 0.5 0.5 0.5, over 0.5 0.5 0.5.',
    );
  });

  test('as Caffe', () => {
    expect(sentence({ preset: 'caffe' })).toMatch(
      /to 256 x 256 px.*: BGR, values from 0 to 255 less 104 117 123, over 1 1 1\.$/,
    );
  });

  test('every preset and every option changes it', () => {
    const all = [
      ...Object.keys(PRESETS).map((preset) => sentence({ preset })),
      sentence({ resizeTo: 300 }),
      sentence({ interpolation: 'nearest' }),
      sentence({ normalization: 'unit' }),
      sentence({}, 224, 1),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
