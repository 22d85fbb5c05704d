import { z } from '@convbench/spec';
import { webDownload } from '../fetch/webDownload.js';
import { cifarDataset } from './cifarDataset.js';
import { CIFAR100 } from './cifarFacts.js';

const optionsSchema = z.strictObject({
  /** A folder with one or both files, or an archive; default: the places that `docs/datasets.md` lists. */
  path: z.string().min(1).optional(),
  /** The 100 fine classes, or the 20 coarse ones that they belong to. */
  labels: z.enum(['fine', 'coarse']).default('fine'),
});

/**
 * CIFAR-100: 60,000 colour photographs, 32 px, 100 classes in 20 coarse ones. A. Krizhevsky, "Learning Multiple Layers
 * of Features from Tiny Images", technical report, University of Toronto, 2009.
 */
export const cifar100 = cifarDataset({
  facts: CIFAR100,
  options: optionsSchema,
  labelOf: ({ labels }) => labels,
  sources: [webDownload('https://www.cs.toronto.edu/~kriz', [CIFAR100.archive.name])],
});
