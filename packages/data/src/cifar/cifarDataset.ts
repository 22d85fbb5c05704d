import {
  API_VERSION,
  isUserError,
  type DatasetInfo,
  type DatasetPlugin,
  type ImageForm,
  type OpenSplit,
  type z,
} from '@convbench/spec';
import { createHash } from 'node:crypto';
import { checkForm } from '../checkForm.js';
import { checkIndex } from '../checkIndex.js';
import { dataError } from '../dataError.js';
import type { FetchSource } from '../fetch/fetchSource.js';
import { fetchVerified } from '../fetch/fetchVerified.js';
import { momentsOfSums } from '../normalization.js';
import { cacheFolder } from '../places.js';
import { CIFAR_SIZE, PIXEL_BYTES, type CifarFacts } from './cifarFacts.js';
import { findCifar, remedyOf } from './cifarPlace.js';
import { readCifarRecords, type CifarRecords } from './cifarRecords.js';
import { colourForm } from './colourForm.js';
import { readCifarFiles, sha256 } from './readCifar.js';
import { unpackedArchive } from './unpackedArchive.js';

export interface CifarOptions {
  readonly path?: string | undefined;
}

export interface CifarDatasetSetup<Schema extends z.ZodType<CifarOptions>> {
  readonly facts: CifarFacts;
  readonly options: Schema;
  /** Name of the label that is the class. */
  readonly labelOf: (options: z.infer<Schema>) => string;
  /** Bring the archive; tried in this order by `fetch`. */
  readonly sources: readonly FetchSource[];
  /** For tests; the process's own by default. */
  readonly env?: NodeJS.ProcessEnv;
}

const SPLITS = ['train', 'test'] as const;
const NATIVE: ImageForm = { inputSize: CIFAR_SIZE, channels: 3 };

/** A data set plugin over files in the binary layout of the CIFAR sets; `findCifar` documents its places. */
export function cifarDataset<Schema extends z.ZodType<CifarOptions>>(
  setup: CifarDatasetSetup<Schema>,
): DatasetPlugin<Schema> {
  const { facts, env = process.env } = setup;
  const { name, title } = facts;
  const labelOf = (options: z.infer<Schema>) => {
    const label = facts.labels[setup.labelOf(options)];
    if (label === undefined)
      throw new RangeError(`${title} has no label ${setup.labelOf(options)}.`);
    return { name: setup.labelOf(options), ...label };
  };

  const plugin: DatasetPlugin<Schema> = {
    kind: 'dataset',
    apiVersion: API_VERSION,
    name,
    title,
    native: NATIVE,
    options: setup.options,

    async check(options) {
      try {
        const place = await findCifar(facts, options.path, env);
        const files = await readCifarFiles(place, facts, SPLITS);
        const all = [...files.train, ...files.test];
        readCifarRecords(all, facts);
        const bytes = all.reduce((sum, file) => sum + file.bytes.length, 0);
        return { found: true, location: place.path, bytes };
      } catch (error) {
        if (!isUserError(error)) throw error;
        return { found: false, reason: error.problem, remedy: error.remedy };
      }
    },

    async fetch(options, onProgress, signal) {
      // What the user names is used or refused, never replaced or passed over.
      if (options.path !== undefined) {
        await readCifarFiles(await findCifar(facts, options.path, env), facts, SPLITS);
        return;
      }
      if ((await plugin.check(options)).found) return;
      await fetchVerified({
        title,
        folder: cacheFolder(name, env),
        sources: setup.sources.map((source) => unpackedArchive(source, facts)),
        verify: (folder) => verifyWhole(facts, folder),
        remedy: remedyOf(facts),
        onProgress,
        signal,
      });
    },

    async info(options, form) {
      checkForm(name, form, 1);
      const place = await findCifar(facts, options.path, env);
      const files = await readCifarFiles(place, facts, SPLITS);
      const train = readCifarRecords(files.train, facts);
      const test = readCifarRecords(files.test, facts);
      const sums = SPLITS.map((split) => files[split].map(({ bytes }) => sha256(bytes)));
      return {
        checksum: createHash('sha256').update(JSON.stringify(sums)).digest('hex'),
        classes: labelOf(options).classes,
        trainImages: train.count,
        testImages: test.count,
        ...describe(train, test, form),
        license: 'not stated; the authors ask to cite A. Krizhevsky, 2009',
        source: 'https://www.cs.toronto.edu/~kriz/cifar.html',
      };
    },

    async open(split, options, form) {
      checkForm(name, form, 1);
      const place = await findCifar(facts, options.path, env);
      const files = await readCifarFiles(place, facts, [split]);
      if (files[split].length === 0) {
        throw dataError(`${place.path} holds no ${split} images of ${title}.`, place.remedy);
      }
      const label = labelOf(options);
      return openRecords(readCifarRecords(files[split], facts), label, form);
    },
  };
  return plugin;
}

async function verifyWhole(facts: CifarFacts, folder: string): Promise<void> {
  const remedy = 'Fetch it again.';
  const { files } = facts;
  await readCifarFiles({ kind: 'folder', path: folder, files, whole: true, remedy }, facts, SPLITS);
}

/** Resizing keeps the mean and smooths a part of the deviation away: the values of the stored images serve there. */
function describe(
  train: CifarRecords,
  test: CifarRecords,
  form: ImageForm,
): Pick<DatasetInfo, 'normalization' | 'preprocessing'> {
  const stored: ImageForm = { inputSize: CIFAR_SIZE, channels: form.channels };
  // A folder may hold the test file alone, for networks that come with their weights.
  const [basis, basisName] = train.count > 0 ? [train, 'training'] : [test, 'test'];
  const moments = channelMoments(basis, stored);
  const list = (values: readonly number[]) => values.map((value) => value.toFixed(4)).join(' ');
  const mean = moments.map((each) => each.mean);
  const standardDeviation = moments.map((each) => each.standardDeviation);
  return {
    normalization: { mean, standardDeviation },
    preprocessing: `RGB images of ${CIFAR_SIZE} x ${CIFAR_SIZE} px, ${colourForm(CIFAR_SIZE, form).description}; normalised with mean ${list(mean)} and standard deviation ${list(standardDeviation)} of the ${basis.count} ${basisName} images.`,
  };
}

function channelMoments(records: CifarRecords, form: ImageForm) {
  const { writeImage } = colourForm(CIFAR_SIZE, form);
  const plane = CIFAR_SIZE * CIFAR_SIZE;
  const image = new Uint8Array(form.channels * plane);
  const counts = Array.from({ length: form.channels }, () => new Uint32Array(256));
  for (let record = 0; record < records.count; record++) {
    writeImage(records.pixels, record * PIXEL_BYTES, image, 0);
    counts.forEach((count, channel) => {
      const end = (channel + 1) * plane;
      for (let i = channel * plane; i < end; i++) {
        const byte = image[i] as number;
        count[byte] = (count[byte] as number) + 1;
      }
    });
  }
  return counts.map((count) => {
    let [sum, squares] = [0, 0];
    count.forEach((times, byte) => {
      sum += times * byte;
      squares += times * byte * byte;
    });
    return momentsOfSums(sum, squares, records.count * plane);
  });
}

function openRecords(
  records: CifarRecords,
  label: { readonly name: string; readonly classes: readonly string[] },
  form: ImageForm,
): OpenSplit {
  const { writeImage } = colourForm(CIFAR_SIZE, form);
  const { inputSize, channels } = form;
  const bytesPerImage = channels * inputSize * inputSize;
  return {
    length: records.count,
    classes: label.classes,
    channels,
    inputSize,
    labels: records.labels[label.name] as Uint16Array,
    read(indices, target) {
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] as number;
        checkIndex(index, records.count);
        writeImage(records.pixels, index * PIXEL_BYTES, target, i * bytesPerImage);
      }
    },
  };
}
