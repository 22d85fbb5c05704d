import {
  API_VERSION,
  isUserError,
  z,
  type DatasetInfo,
  type DatasetPlugin,
  type ImageForm,
} from '@convbench/spec';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { checkForm } from '../checkForm.js';
import { dataError } from '../dataError.js';
import { fetchVerified } from '../fetch/fetchVerified.js';
import type { FetchSource } from '../fetch/fetchSource.js';
import { momentsOfSums } from '../normalization.js';
import { cacheFolder, places, remedyFor, type Place } from '../places.js';
import { greyForm } from './greyForm.js';
import { filesOf, type IdxFileFacts, type IdxSetFacts } from './idxFacts.js';
import { idxSplit } from './idxSplit.js';
import { locate, verifyPlace } from './locate.js';
import { pathOf, readVerified } from './verifiedFile.js';

/** What makes one data set of IDX files different from another. */
export interface IdxDatasetSetup {
  /** Also the name of its folder. */
  readonly name: string;
  readonly facts: IdxSetFacts;
  readonly license: string;
  readonly source: string;
  /** What to do where the files are not on this machine. */
  readonly remedy: string;
  /** Tried in this order by `fetch`. */
  readonly sources: readonly FetchSource[];
  /** For tests; the process's own by default. */
  readonly env?: NodeJS.ProcessEnv;
}

const optionsSchema = z.strictObject({});

/** A data set plugin over four IDX files; it documents its places in `places`. */
export function idxDataset(setup: IdxDatasetSetup): DatasetPlugin<typeof optionsSchema> {
  const { name, facts, remedy, env = process.env } = setup;
  const native: ImageForm = { inputSize: facts.size, channels: 1 };

  const find = () => {
    const among = places(name, env);
    const place = locate(facts, among);
    if (place) return place;
    const looked = among.map(({ folder }) => folder).join(', ');
    throw dataError(`${facts.title} is not on this machine; looked in ${looked}.`, remedy);
  };
  const read = async (place: Place, file: IdxFileFacts) => {
    const path = pathOf(place.folder, file) ?? join(place.folder, file.name);
    return { path, bytes: await readVerified(path, file, remedyFor(place, facts.title)) };
  };

  const plugin: DatasetPlugin<typeof optionsSchema> = {
    kind: 'dataset',
    apiVersion: API_VERSION,
    name,
    title: facts.title,
    native,
    options: optionsSchema,

    async check() {
      try {
        const place = find();
        const bytes = await verifyPlace(facts, place);
        return { found: true, location: place.folder, bytes };
      } catch (error) {
        if (!isUserError(error)) throw error;
        return { found: false, reason: error.problem, remedy: error.remedy };
      }
    },

    async fetch(_options, onProgress, signal) {
      const own = places(name, env).filter(({ kind }) => kind === 'CONVBENCH_DATA');
      // What lies in the user's own folder is used or refused, never replaced or passed over.
      const chosen = locate(facts, own);
      if (chosen) {
        await verifyPlace(facts, chosen);
        return;
      }
      if ((await plugin.check({})).found) return;
      await fetchVerified({
        title: facts.title,
        folder: cacheFolder(name, env),
        sources: setup.sources,
        verify: (folder) => verifyPlace(facts, { kind: 'cache', folder }),
        remedy,
        onProgress,
        signal,
      });
    },

    info(_options, form) {
      return Promise.resolve(infoOf(setup, form));
    },

    async open(split, _options, form) {
      checkForm(name, form, 1);
      const place = find();
      const { images, labels } = facts.splits[split];
      return idxSplit(await read(place, images), await read(place, labels), facts, form);
    },
  };
  return plugin;
}

/** Needs no files: their content is fixed by their hashes. */
function infoOf({ name, facts, license, source }: IdxDatasetSetup, form: ImageForm): DatasetInfo {
  checkForm(name, form, 1);
  const { description, paddedFrom } = greyForm(facts.size, form);
  // Padding adds zeros, which the exact values take in. Resizing keeps the mean to 0.001 and smooths 4 % (growing) to
  // 7 % (20 px) of the deviation away, measured: the native values serve there.
  const side = paddedFrom === null ? facts.size : form.inputSize;
  const { sum, sumOfSquares } = facts.trainingPixels;
  const count = facts.splits.train.count * side * side;
  const { mean, standardDeviation } = momentsOfSums(sum, sumOfSquares, count);
  const each = (value: number) => Array.from({ length: form.channels }, () => value);
  return {
    checksum: createHash('sha256')
      .update(
        filesOf(facts)
          .map(({ sha256 }) => sha256)
          .join('\n'),
      )
      .digest('hex'),
    classes: facts.classes,
    trainImages: facts.splits.train.count,
    testImages: facts.splits.test.count,
    normalization: { mean: each(mean), standardDeviation: each(standardDeviation) },
    preprocessing: `Grey images of ${facts.size} x ${facts.size} px, ${description}; normalised with mean ${mean.toFixed(4)} and standard deviation ${standardDeviation.toFixed(4)} of the training set.`,
    license,
    source,
  };
}
