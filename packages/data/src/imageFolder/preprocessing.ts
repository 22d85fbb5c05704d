import type { ImageForm, Normalization } from '@convbench/spec';
import { dataError } from '../dataError.js';
import type { DecodedImage } from '../image/decodeImage.js';
import { centreCrop, shorterSideSize, type Size } from '../image/geometry.js';
import { makeResampler, type Interpolation } from '../image/resample.js';
import { lumaOf } from '../luma.js';
import type { ImageFolderOptions } from './options.js';
import { NORMALIZATIONS, PRESETS, type NormalizationFacts, type Preset } from './presets.js';

/** The rules that bring photographs to a form. */
export interface Preprocessing {
  readonly resize: 'shorter-side' | 'exact';
  readonly resizeTo: number;
  readonly interpolation: Interpolation;
  /** null: mean and deviation of the training images. */
  readonly normalization: NormalizationFacts | null;
  readonly form: ImageForm;
}

/** Throws a `UserError` when less than the input would be left after resizing. */
export function preprocessingOf(options: ImageFolderOptions, form: ImageForm): Preprocessing {
  const preset: Preset = PRESETS[options.preset];
  const { inputSize } = form;
  const resizeTo = options.resizeTo ?? preset.resizeTo(inputSize);
  if (resizeTo < inputSize) {
    throw dataError(
      `Images resized to ${resizeTo} px do not fill an input of ${inputSize} px.`,
      `Set the option resizeTo to ${inputSize} or more.`,
    );
  }
  return {
    resize: options.resize ?? preset.resize,
    resizeTo,
    interpolation: options.interpolation ?? preset.interpolation,
    normalization: NORMALIZATIONS[options.normalization ?? preset.normalization],
    form,
  };
}

/** Writes a decoded image in its form [C, inputSize, inputSize] to `target`. */
export function writeInForm(
  image: DecodedImage,
  { resize, resizeTo, interpolation, form }: Preprocessing,
  target: Uint8Array,
  targetOffset: number,
): void {
  const resized: Size =
    resize === 'exact' ? { width: resizeTo, height: resizeTo } : shorterSideSize(image, resizeTo);
  const window = centreCrop(resized, form.inputSize);
  const pixels = form.channels === 1 ? greyOf(image.rgb) : image.rgb;
  const resample = makeResampler(interpolation, form.channels, image, resized, window);
  resample(pixels, 0, target, targetOffset);
}

/** [pixels, 3] → [pixels] */
export function greyOf(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3) {
    grey[i] = lumaOf(rgb[at] as number, rgb[at + 1] as number, rgb[at + 2] as number);
  }
  return grey;
}

/** Of one channel that was made of three: the mean of the channels' values. */
export function normalizationFor(channels: number, normalization: Normalization): Normalization {
  const { mean, standardDeviation, scale } = normalization;
  if (channels === mean.length) return normalization;
  const average = (values: readonly number[]) => [
    values.reduce((sum, value) => sum + value, 0) / values.length,
  ];
  return {
    mean: average(mean),
    standardDeviation: average(standardDeviation),
    ...(scale === undefined ? {} : { scale }),
  };
}

/** How pixels are made and normalised, for a record. */
export function describePreprocessing(
  { resize, resizeTo, interpolation, normalization, form }: Preprocessing,
  used: Normalization,
): string {
  const { inputSize, channels } = form;
  const by = `${interpolation} as in Pillow${interpolation === 'nearest' ? ', not antialiased' : ', antialiased'}`;
  const size =
    resize === 'exact'
      ? `to ${resizeTo} x ${resizeTo} px whatever its shape`
      : `so that the shorter side has ${resizeTo} px`;
  const crop =
    resize === 'exact' && resizeTo === inputSize
      ? ''
      : `, of which the middle ${inputSize} x ${inputSize} px are cut out`;
  const order = channels === 1 ? 'grey (BT.601)' : (used.channelOrder ?? 'rgb').toUpperCase();
  const list = (values: readonly number[]) =>
    values.map((value) => Number(value.toFixed(4))).join(' ');
  const range = used.scale === undefined ? '0 to 1' : `0 to ${255 * used.scale}`;
  return `Each is resized ${size} (${by})${crop}. Normalised with ${normalization?.description ?? 'mean and deviation of the training images, each weighing the same'}: ${order}, values from ${range} less ${list(used.mean)}, over ${list(used.standardDeviation)}.`;
}
