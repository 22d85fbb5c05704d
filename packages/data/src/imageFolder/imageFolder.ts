import {
  API_VERSION,
  isUserError,
  type DatasetPlugin,
  type ImageForm,
  type ProgressListener,
  type Split,
} from '@convbench/spec';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkForm } from '../checkForm.js';
import { dataError } from '../dataError.js';
import { distinctNames } from './classes.js';
import type { DecodeRules } from '../image/decodeImage.js';
import { describeFiles } from './describeFiles.js';
import { examineFiles } from './examineFiles.js';
import type { FileFacts } from './fileFacts.js';
import type { ImageFile } from './imageFile.js';
import { listImages, type Listing } from './listImages.js';
import { openImages } from './openImages.js';
import { imageFolderOptionsSchema, type ImageFolderOptions } from './options.js';
import {
  describePreprocessing,
  normalizationFor,
  preprocessingOf,
  type Preprocessing,
} from './preprocessing.js';
import { datasetMoments } from './datasetMoments.js';
import { repeatedImages } from './repeatedImages.js';

const NAME = 'image-folder';

/** An image and what is in its file. */
export type ExaminedImage = ImageFile & { readonly facts: FileFacts };

interface Examined {
  readonly listing: Listing;
  readonly decoder: string;
  /** Those that decode. */
  readonly usable: Readonly<Record<Split, readonly ExaminedImage[]>>;
  readonly broken: readonly ExaminedImage[];
}

const decodeRules = ({ rotate, transparency }: ImageFolderOptions): DecodeRules => ({
  rotate,
  transparency,
});

async function examine(
  options: ImageFolderOptions,
  splits: readonly Split[],
  env: NodeJS.ProcessEnv,
  onProgress?: ProgressListener,
): Promise<Examined> {
  const listing = await listImages(options);
  const files = splits.flatMap((split) =>
    listing.splits[split].map((file) => ({ ...file, split })),
  );
  const { facts, decoder } = await examineFiles(
    listing.root,
    files.map(({ path }) => path),
    decodeRules(options),
    env,
    onProgress,
  );
  const all = files.map((file, i) => ({ ...file, facts: facts[i] as FileFacts }));
  const usable = (wanted: Split) =>
    all.filter(({ split, facts: { problem } }) => split === wanted && problem === null);
  return {
    listing,
    decoder,
    usable: { train: usable('train'), test: usable('test') },
    broken: all.filter(({ facts: { problem } }) => problem !== null),
  };
}

/** Of everything that decides which image has which number and label. */
function checksumOf({ listing, usable }: Examined): string {
  const rows = (split: Split) =>
    usable[split].map(({ path, label, facts: { sha256 } }) => [
      path.normalize('NFC'),
      label,
      sha256,
    ]);
  const classes = listing.classes.map(({ id, name }) => [id, name]);
  return createHash('sha256')
    .update(JSON.stringify([classes, rows('train'), rows('test')]))
    .digest('hex');
}

/**
 * Photographs in folders, one a class, or ImageNet's validation images with a list of their classes. See
 * `docs/datasets.md`.
 */
export function imageFolderDataset(
  env: NodeJS.ProcessEnv = process.env,
): DatasetPlugin<typeof imageFolderOptionsSchema> {
  const prepare = (options: ImageFolderOptions, form: ImageForm): Preprocessing => {
    checkForm(NAME, form, 1);
    return preprocessingOf(options, form);
  };
  return {
    kind: 'dataset',
    apiVersion: API_VERSION,
    name: NAME,
    title: 'Image folder',
    native: { inputSize: 224, channels: 3 },
    options: imageFolderOptionsSchema,

    async check(options) {
      try {
        const { root, splits } = await listImages(options);
        let bytes = 0;
        for (const { path } of [...splits.train, ...splits.test])
          bytes += (await stat(join(root, path)).catch(() => undefined))?.size ?? 0;
        return { found: true, location: root, bytes };
      } catch (error) {
        if (!isUserError(error)) throw error;
        return { found: false, reason: error.problem, remedy: error.remedy };
      }
    },

    async info(options, form, onProgress) {
      const preprocessing = prepare(options, form);
      const examined = await examine(options, ['train', 'test'], env, onProgress);
      const { listing, usable, decoder, broken } = examined;
      const { train, test } = usable;
      if (train.length + test.length === 0) {
        throw dataError(
          `${listing.root} holds no image that can be used.`,
          'Put JPEG, PNG, WebP or GIF files into its class folders.',
        );
      }
      const normalization =
        preprocessing.normalization === null
          ? datasetMoments(train.length > 0 ? train : test, form.channels)
          : normalizationFor(form.channels, preprocessing.normalization.normalization);
      const files = describeFiles([...train, ...test], broken, options, decoder);
      return {
        checksum: checksumOf(examined),
        classes: distinctNames(listing.classes),
        trainImages: train.length,
        testImages: test.length,
        normalization,
        preprocessing: [
          listing.description,
          files.preprocessing,
          describePreprocessing(preprocessing, normalization),
        ].join(' '),
        warnings: [...files.warnings, ...listing.warnings, ...repeatedImages(usable)],
        license: "as the folder's owner states",
        source: listing.root,
      };
    },

    async open(split, options, form, onProgress) {
      const preprocessing = prepare(options, form);
      const { listing, usable } = await examine(options, [split], env, onProgress);
      const files = usable[split].map(({ path, facts: { sha256 } }) => ({ path, sha256 }));
      const labels = Uint16Array.from(usable[split], ({ label }) => label);
      if (files.length === 0) {
        throw dataError(
          `${listing.root} has no ${split === 'train' ? 'training' : 'test'} image that can be used.`,
          split === 'train'
            ? 'Put class folders into train/, or only measure networks that bring their weights.'
            : 'Put class folders into val/, or set the option validationFraction.',
        );
      }
      return openImages(
        { root: listing.root, files, preprocessing, rules: decodeRules(options) },
        { classes: distinctNames(listing.classes), labels },
        options.memoryLimitMiB * 2 ** 20,
        onProgress,
      );
    },
  };
}

export const imageFolder = imageFolderDataset();
