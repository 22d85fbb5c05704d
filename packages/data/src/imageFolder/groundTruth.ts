import { basename } from 'node:path';
import { dataError } from '../dataError.js';
import { readLines, type ImageClass } from './classes.js';

export interface GroundTruthFiles {
  readonly groundTruth: string;
  readonly numbers: 'devkit' | 'index';
  readonly mapping?: string | undefined;
}

const WNID = /^n\d{8}$/;

/**
 * Class numbers of images that lie in one folder. The file has a line an image: the class alone, for the images in the
 * order of their names, or the image's name and its class. A class is a WordNet number or, by `numbers`, the devkit's
 * number or the line of the synsets from 0. The devkit's numbers are in an order of their own, so that they need the
 * mapping: without it every image has a label, and nearly every label is wrong.
 *
 * Throws a `UserError` when images and lines do not fit or a class is unknown.
 */
export async function readGroundTruth(
  images: readonly string[],
  classes: readonly ImageClass[],
  files: GroundTruthFiles,
): Promise<number[]> {
  const path = files.groundTruth;
  const rows = (await readLines(path, 'groundTruth')).map((line) => line.split(/[\s,]+/));
  const classOf = await classReader(rows, classes, files);
  const named = rows.every((row) => row.length >= 2);
  if (!named) {
    if (rows.length !== images.length) {
      throw dataError(
        `${path} has ${rows.length} lines for ${images.length} images.`,
        'Use the file that belongs to the folder, or one with the name of the image in every line.',
      );
    }
    return rows.map(([label = '']) => classOf(label));
  }
  const labels = new Map(rows.map(([name = '', label = '']) => [withoutExtension(name), label]));
  return images.map((image) => {
    const label = labels.get(withoutExtension(basename(image)));
    if (label !== undefined) return classOf(label);
    throw dataError(
      `${path} has no line for ${image}.`,
      'Use the file that belongs to the folder.',
    );
  });
}

const withoutExtension = (name: string) => name.replace(/\.[a-z]+$/i, '');

async function classReader(
  rows: readonly string[][],
  classes: readonly ImageClass[],
  { groundTruth, numbers, mapping }: GroundTruthFiles,
): Promise<(label: string) => number> {
  const indexOf = new Map(classes.map(({ id }, index) => [id, index]));
  const unknown = (label: string, remedy: string) =>
    dataError(`${groundTruth} has the class ${label}, which is none of ${classes.length}.`, remedy);
  const byId = (id: string, label: string) => {
    const index = indexOf.get(id);
    if (index === undefined) throw unknown(label, 'Use the synsets that belong to it.');
    return index;
  };
  const hasNumbers = rows.some((row) => !WNID.test(row.at(row.length >= 2 ? 1 : 0) ?? ''));
  if (!hasNumbers) return (label) => byId(label, label);
  if (numbers === 'index') {
    return (label) => {
      if (WNID.test(label)) return byId(label, label);
      const index = /^\d+$/.test(label) ? Number(label) : classes.length;
      if (index >= classes.length) throw unknown(label, 'Numbers are lines of synsets, from 0.');
      return index;
    };
  }
  if (mapping === undefined) {
    throw dataError(
      `${groundTruth} numbers the classes, and the devkit's numbers (ILSVRC2012_ID, from 1) are not in the order of the synsets: taken as such nearly every label would be wrong.`,
      "Set the option groundTruthMapping to a file with lines '490 n01751748' (columns ILSVRC2012_ID and WNID of the devkit's meta.mat), or groundTruthNumbers to 'index' if they are lines of synsets from 0.",
    );
  }
  const wnidOf = await readMapping(mapping);
  return (label) => {
    const wnid = WNID.test(label) ? label : wnidOf.get(label);
    if (wnid === undefined) throw unknown(label, `${mapping} has no line for it.`);
    return byId(wnid, label);
  };
}

async function readMapping(path: string): Promise<ReadonlyMap<string, string>> {
  const pairs = (await readLines(path, 'groundTruthMapping')).map((line) => {
    const words = line.split(/[\s,;]+/);
    const wnid = words.find((word) => WNID.test(word));
    const number = words.find((word) => /^\d+$/.test(word));
    return wnid === undefined || number === undefined ? null : ([number, wnid] as const);
  });
  const complete = pairs.filter((pair) => pair !== null);
  if (complete.length === 0) {
    throw dataError(
      `${path}, which the option groundTruthMapping names, has no line with a number and a WordNet number.`,
      "Its lines are as '490 n01751748'.",
    );
  }
  return new Map(complete);
}
