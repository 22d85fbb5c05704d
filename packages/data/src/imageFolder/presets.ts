import type { Normalization } from '@convbench/spec';
import type { Interpolation } from '../image/resample.js';

/** Mean and so on for three channels in the network's order, and who wants it, as a part of a sentence. */
export interface NormalizationFacts {
  readonly normalization: Normalization;
  readonly description: string;
}

/**
 * How bytes become network inputs. `dataset` takes mean and standard deviation of the training images instead.
 *
 * `inception`: what Inception networks see in TF-Slim, timm, Cadene and Keras. torchvision's GoogLeNet and Inception V3
 * convert ImageNet's normalisation to it within the network (`transform_input`); a network without that step needs
 * this one, and neither both nor the other (pytorch/vision#4136).
 */
export const NORMALIZATIONS = {
  imagenet: {
    normalization: { mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225] },
    description: "ImageNet's mean and deviation",
  },
  inception: {
    normalization: { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] },
    description: 'the range from -1 to 1 of Inception networks',
  },
  unit: {
    normalization: { mean: [0, 0, 0], standardDeviation: [1, 1, 1] },
    description: 'the range from 0 to 1',
  },
  caffe: {
    normalization: {
      mean: [104, 117, 123],
      standardDeviation: [1, 1, 1],
      scale: 1,
      channelOrder: 'bgr',
    },
    description: "Caffe's mean pixel, in the range of bytes",
  },
  'caffe-vgg': {
    normalization: {
      mean: [103.939, 116.779, 123.68],
      standardDeviation: [1, 1, 1],
      scale: 1,
      channelOrder: 'bgr',
    },
    description: "the mean pixel of VGG's authors, in the range of bytes",
  },
  dataset: null,
} as const satisfies Readonly<Record<string, NormalizationFacts | null>>;
export type NormalizationName = keyof typeof NORMALIZATIONS;

export interface Preset {
  readonly resize: 'shorter-side' | 'exact';
  /** Pixels before the crop, for an input size. */
  readonly resizeTo: (inputSize: number) => number;
  readonly interpolation: Interpolation;
  readonly normalization: NormalizationName;
}

/** 256 for 224, 342 for 299: torchvision's pairs. */
const eightSevenths = (inputSize: number) => Math.round((inputSize * 8) / 7);
/** timm's rule: 256 for 224, 341 for 299. */
const cropOf875 = (inputSize: number) => Math.floor(inputSize / 0.875);
const same = (inputSize: number) => inputSize;

/** What the weights of a library were trained, or at least published, with. */
export const PRESETS = {
  torchvision: {
    resize: 'shorter-side',
    resizeTo: eightSevenths,
    interpolation: 'bilinear',
    normalization: 'imagenet',
  },
  /** GoogLeNet and Inception V3 of torchvision without `transform_input`: see `NORMALIZATIONS`. */
  'torchvision-inception': {
    resize: 'shorter-side',
    resizeTo: eightSevenths,
    interpolation: 'bilinear',
    normalization: 'inception',
  },
  timm: {
    resize: 'shorter-side',
    resizeTo: cropOf875,
    interpolation: 'bicubic',
    normalization: 'imagenet',
  },
  /** Inception V4 and Inception-ResNet of timm and Cadene. */
  'timm-inception': {
    resize: 'shorter-side',
    resizeTo: cropOf875,
    interpolation: 'bicubic',
    normalization: 'inception',
  },
  /** `load_img(target_size)` and `preprocess_input` of Keras' Inception networks. */
  keras: { resize: 'exact', resizeTo: same, interpolation: 'nearest', normalization: 'inception' },
  /** The same of Keras' VGG and ResNet. */
  'keras-vgg': {
    resize: 'exact',
    resizeTo: same,
    interpolation: 'nearest',
    normalization: 'caffe-vgg',
  },
  /** Images of 256 x 256 px, of which 224 or 227 px are cut out. */
  caffe: {
    resize: 'exact',
    resizeTo: (inputSize) => (inputSize === 227 ? 256 : eightSevenths(inputSize)),
    interpolation: 'bilinear',
    normalization: 'caffe',
  },
} as const satisfies Readonly<Record<string, Preset>>;
export type PresetName = keyof typeof PRESETS;
