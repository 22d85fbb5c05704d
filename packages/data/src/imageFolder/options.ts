import { z } from '@convbench/spec';
import { NORMALIZATIONS, PRESETS } from './presets.js';

const names = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  Object.keys(table) as [Name, ...Name[]];

/** What `docs/datasets.md` explains. Paths are relative to the working directory, those of lists to `path`. */
export const imageFolderOptionsSchema = z.strictObject({
  /** The folder with `train/CLASS` and `val/CLASS` (or `test/CLASS`), or with class folders, or with `val` images. */
  path: z.string().min(1).optional(),
  /** Folder of the test split; default: the one of `val` and `test` that is there. */
  testFolder: z
    .string()
    .regex(/^[^/\\]+$/, 'must be the name of a folder within path')
    .optional(),
  /** Part of every class that becomes the test split, where there is no test folder. */
  validationFraction: z.number().gt(0).lt(1).optional(),
  /** Of the split by `validationFraction`. */
  seed: z.int().min(0).default(1),
  /** Use no more than so many images of a split. */
  trainImages: z.int().positive().optional(),
  testImages: z.int().positive().optional(),

  /** A file with one class a line in the order of the class numbers: 'n01440764 tench, Tinca tinca'. */
  synsets: z.string().min(1).optional(),
  /** A file with the class of every test image, where the test folder has no class folders. */
  groundTruth: z.string().min(1).optional(),
  /** What numbers in `groundTruth` mean: the devkit's own (ILSVRC2012_ID, from 1), or lines of `synsets` from 0. */
  groundTruthNumbers: z.enum(['devkit', 'index']).default('devkit'),
  /** A file with lines '490 n01751748', from the devkit's meta.mat. */
  groundTruthMapping: z.string().min(1).optional(),

  /** Defaults of the next four that belong together: what the weights of a library expect. */
  preset: z.enum(names(PRESETS)).default('torchvision'),
  resize: z.enum(['shorter-side', 'exact']).optional(),
  /** Length in pixels that `resize` brings the shorter side, or both sides, to; what the input needs is cut out. */
  resizeTo: z.int().positive().optional(),
  interpolation: z.enum(['bilinear', 'bicubic', 'nearest']).optional(),
  normalization: z.enum(names(NORMALIZATIONS)).optional(),
  crop: z.enum(['center']).default('center'),
  rotate: z.enum(['stored', 'upright']).default('stored'),
  transparency: z.enum(['keep', 'black', 'white']).default('keep'),

  /** A split that takes no more is decoded once and kept in memory; a larger one is decoded while it is read. */
  memoryLimitMiB: z.int().min(0).default(1024),
});
export type ImageFolderOptions = z.infer<typeof imageFolderOptionsSchema>;
