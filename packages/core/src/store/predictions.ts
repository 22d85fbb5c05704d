import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { UserError } from '@convbench/spec';
import type { Correctness, RunResults } from '@convbench/spec';
import { fileError } from '../base/errors.js';
import { writeFileAtomic } from '../base/fsAtomic.js';
import { sha256 } from '../base/hash.js';

/** Folder beside `results.jsonl`. */
export const predictionsFolder = 'predictions';

/** The class that each test image has and the one that it got, in the order of the images. */
export interface Predictions {
  readonly labels: Uint16Array;
  readonly predicted: Uint16Array;
}

type PredictionsFile = Extract<Correctness['predictions'], { file: string }>;

const bytesPerClass = 2;

/**
 * Writes what each test image was taken for: gzip of little-endian unsigned 16-bit numbers, first the labels of all
 * images, then the predicted classes, in the order of the test split.
 */
export async function writePredictions(
  runDirectory: string,
  cellId: string,
  { labels, predicted }: Predictions,
): Promise<PredictionsFile> {
  const images = labels.length;
  const bytes = Buffer.alloc(2 * images * bytesPerClass);
  labels.forEach((label, index) => bytes.writeUInt16LE(label, index * bytesPerClass));
  predicted.forEach((label, index) => bytes.writeUInt16LE(label, (images + index) * bytesPerClass));
  const content = await promisify(gzip)(bytes, { level: 9 });
  const file = `${predictionsFolder}/${cellId}.u16.gz`;
  const path = join(runDirectory, file);
  try {
    await writeFileAtomic(path, content);
  } catch (error) {
    throw fileError(error, 'write the predictions', path);
  }
  return { file, sha256: sha256(content), images };
}

/** Throws a `UserError` when the file is not there, or not the one that the record names. */
export async function readPredictions(
  runDirectory: string,
  { file, sha256: expected, images }: PredictionsFile,
): Promise<Predictions> {
  const path = join(runDirectory, file);
  const problem = (what: string, cause?: unknown) =>
    new UserError(
      'core',
      `The predictions ${JSON.stringify(path)} ${what}.`,
      'Copy the folder of predictions along with results.jsonl.',
      { cause },
    );
  const content = await readFile(path).catch((error: unknown) => {
    throw problem('cannot be read', error);
  });
  if (sha256(content) !== expected) throw problem('are not those of the record');
  const bytes = await promisify(gunzip)(content);
  if (bytes.length !== 2 * images * bytesPerClass) throw problem('have another number of images');
  const classAt = (index: number) => bytes.readUInt16LE(index * bytesPerClass);
  return {
    labels: Uint16Array.from({ length: images }, (_, index) => classAt(index)),
    predicted: Uint16Array.from({ length: images }, (_, index) => classAt(images + index)),
  };
}

/** Copies the files of predictions that the records name; those that are not there any more are left out. */
export async function copyPredictions(
  fromDirectory: string,
  toDirectory: string,
  { cells }: RunResults,
): Promise<void> {
  const records = cells.flatMap(({ rounds }) => rounds);
  for (const record of records) {
    const predictions = 'correctness' in record ? record.correctness?.predictions : undefined;
    if (predictions === undefined || !('file' in predictions)) continue;
    const content = await readFile(join(fromDirectory, predictions.file)).catch(() => undefined);
    if (content !== undefined) await writeFileAtomic(join(toDirectory, predictions.file), content);
  }
}
