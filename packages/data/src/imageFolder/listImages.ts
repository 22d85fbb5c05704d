import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Split } from '@convbench/spec';
import { compareCodePoints } from '../compareCodePoints.js';
import { dataError } from '../dataError.js';
import { alikeClasses } from './alikeClasses.js';
import { readSynsets, type ImageClass } from './classes.js';
import { readGroundTruth } from './groundTruth.js';
import type { ImageFile } from './imageFile.js';
import type { ImageFolderOptions } from './options.js';
import { findImages, readFolder, type FolderContent } from './scanFolder.js';
import { inFairOrder, splitBySeed, type FilesOfClass } from './fairOrder.js';
import { missingClasses } from './missingClasses.js';
import { someOf } from './someOf.js';

/** The images of a folder, without having looked into them. */
export interface Listing {
  readonly root: string;
  readonly classes: readonly ImageClass[];
  /** In the order of the SHA-256 of their paths, so that any first part of a split is a fair sample of its classes. */
  readonly splits: Readonly<Record<Split, readonly ImageFile[]>>;
  /** Where the splits come from, as a sentence. */
  readonly description: string;
  readonly warnings: readonly string[];
}

interface Found {
  readonly train: FilesOfClass;
  /** By class, or where the ground truth says the class, all of them. */
  readonly test: FilesOfClass | readonly string[];
  readonly description: string;
  readonly others: readonly string[];
}

/** Lists images by the layout that the folder has. Throws a `UserError` where it has none, or options contradict it. */
export async function listImages(options: ImageFolderOptions): Promise<Listing> {
  if (options.path === undefined) {
    throw dataError(
      "The data set 'image-folder' was not told which folder.",
      'Set its option path to a folder with train/CLASS/* and val/CLASS/*.',
    );
  }
  const root = resolve(options.path);
  if (!(await stat(root).catch(() => undefined))?.isDirectory()) {
    throw dataError(
      `${root}, which the option path names, is no folder.`,
      'Set it to a folder with train/CLASS/* and val/CLASS/*.',
    );
  }
  const found = await findSplits(root, options);
  const classes = await classesOf(root, options, found);
  const labelled = await labelSplits(root, options, found, classes);
  const splits = {
    train: inFairOrder(labelled.train).slice(0, options.trainImages),
    test: inFairOrder(labelled.test).slice(0, options.testImages),
  };
  const lists = [options.synsets, options.groundTruth, options.groundTruthMapping];
  const read = new Set(lists.map((path) => path && resolve(root, path)));
  const others = found.others.filter((path) => !read.has(resolve(root, path)));
  const warnings = [
    ...missingClasses(classes, labelled),
    ...alikeClasses(classes),
    ...(others.length === 0
      ? []
      : [`Not used, because no images by their names: ${someOf(others, 'file')}.`]),
  ];
  return { root, classes, splits, description: found.description, warnings };
}

async function findSplits(root: string, options: ImageFolderOptions): Promise<Found> {
  const top = await readFolder(root);
  const test = testFolderOf(root, top, options);
  const hasTrain = top.folders.includes('train');
  if (test !== undefined || options.groundTruth !== undefined) {
    if (options.validationFraction !== undefined) {
      throw dataError(
        `${join(root, test ?? '')} is the test split, and validationFraction asks for another.`,
        'Leave the option validationFraction out.',
      );
    }
    const train = hasTrain && test !== undefined ? await findClasses(root, 'train') : nothing;
    const tested = await findTest(root, test ?? '', options);
    return {
      train: train.files,
      test: tested.files,
      description: `Training images from ${hasTrain ? 'train/' : 'nowhere'}, test images from ${test === undefined ? 'the folder' : `${test}/`}${options.groundTruth === undefined ? '' : ' with their classes from a list'}.`,
      others: [...train.others, ...tested.others],
    };
  }
  if (options.validationFraction === undefined) {
    throw dataError(
      `${root} has no test split: neither val/ nor test/.`,
      'Put one there, or set the option validationFraction (such as 0.2) to split by a seed, or testFolder to the name of another folder.',
    );
  }
  const folder = hasTrain ? 'train' : '';
  const all = await findClasses(root, folder);
  const parts = splitBySeed(all.files, options.validationFraction, options.seed);
  return {
    ...parts,
    description: `A fraction of ${options.validationFraction} of every class, chosen by seed ${options.seed}, is the test split.`,
    others: all.others,
  };
}

const nothing = { files: new Map<string, string[]>(), others: [] as string[] };

function testFolderOf(
  root: string,
  top: FolderContent,
  options: ImageFolderOptions,
): string | undefined {
  const wanted = options.testFolder;
  if (wanted === 'train') {
    throw dataError(
      "The option testFolder names 'train', whose images are the training split.",
      'Name another folder, or set the option validationFraction instead.',
    );
  }
  if (wanted !== undefined) {
    if (top.folders.includes(wanted)) return wanted;
    throw dataError(
      `${root} has no folder ${wanted}, which the option testFolder names.`,
      `There are: ${top.folders.join(', ') || 'none'}.`,
    );
  }
  const usual = ['val', 'test'].filter((name) => top.folders.includes(name));
  if (usual.length < 2) return usual[0];
  throw dataError(
    `${root} has both val/ and test/.`,
    "Set the option testFolder to 'val' or 'test'.",
  );
}

async function findClasses(root: string, folder: string) {
  const content = await readFolder(join(root, folder));
  const files = new Map<string, string[]>();
  const others = [...content.images, ...content.others].map((name) =>
    folder === '' ? name : `${folder}/${name}`,
  );
  for (const name of content.folders) {
    const found = await findImages(root, folder === '' ? name : `${folder}/${name}`);
    // Composed and decomposed spellings of a name are one class.
    const id = name.normalize('NFC');
    files.set(id, [...(files.get(id) ?? []), ...found.images]);
    others.push(...found.others);
  }
  return { files, others };
}

async function findTest(root: string, folder: string, options: ImageFolderOptions) {
  if (options.groundTruth !== undefined) {
    const found = await findImages(root, folder);
    return { files: [...found.images].sort(compareCodePoints), others: found.others };
  }
  const found = await findClasses(root, folder);
  if (found.files.size > 0) return found;
  throw dataError(
    `${join(root, folder)} has no class folders.`,
    'Sort its images into folders by class, or, for the layout of ImageNet, set the options synsets, groundTruth and groundTruthMapping.',
  );
}

const isByClass = (files: Found['test']): files is FilesOfClass => files instanceof Map;

async function classesOf(
  root: string,
  options: ImageFolderOptions,
  { train, test }: Found,
): Promise<readonly ImageClass[]> {
  const ids = [...new Set([...train.keys(), ...(isByClass(test) ? test.keys() : [])])];
  if (options.synsets === undefined) {
    if (!isByClass(test)) {
      throw dataError(
        'The option groundTruth needs the classes in their order.',
        "Set the option synsets to a file with a line a class: 'n01440764 tench, Tinca tinca'.",
      );
    }
    if (ids.length < 2) {
      throw dataError(
        `${root} has ${ids.length} class folder(s) where at least 2 are needed.`,
        'Sort the images into folders by class.',
      );
    }
    return ids.sort(compareCodePoints).map((id) => ({ id, name: id }));
  }
  const classes = await readSynsets(resolve(root, options.synsets));
  const known = new Set(classes.map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length === 0) return classes;
  throw dataError(
    `${root} has class folders that the synsets do not list: ${someOf(unknown, 'folder')}.`,
    'Use the synsets that belong to it, or leave the option synsets out.',
  );
}

async function labelSplits(
  root: string,
  options: ImageFolderOptions,
  { train, test }: Found,
  classes: readonly ImageClass[],
): Promise<Record<Split, ImageFile[]>> {
  const indexOf = new Map(classes.map(({ id }, index) => [id, index]));
  const byClass = (files: FilesOfClass) =>
    [...files].flatMap(([id, paths]) =>
      paths.map((path) => ({ path, label: indexOf.get(id) as number })),
    );
  if (isByClass(test)) return { train: byClass(train), test: byClass(test) };
  const within = (path: string | undefined) =>
    path === undefined ? undefined : resolve(root, path);
  const labels = await readGroundTruth(test, classes, {
    groundTruth: within(options.groundTruth) as string,
    numbers: options.groundTruthNumbers,
    mapping: within(options.groundTruthMapping),
  });
  return {
    train: byClass(train),
    test: test.map((path, i) => ({ path, label: labels[i] as number })),
  };
}
