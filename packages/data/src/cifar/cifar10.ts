import { z } from '@convbench/spec';
import { webDownload } from '../fetch/webDownload.js';
import { cifarDataset } from './cifarDataset.js';
import { CIFAR10 } from './cifarFacts.js';

const optionsSchema = z.strictObject({
  /** A folder with all or some of the files, or an archive; default: the places that `docs/datasets.md` lists. */
  path: z.string().min(1).optional(),
});

/**
 * CIFAR-10: 60,000 colour photographs, 32 px, 10 classes. A. Krizhevsky, "Learning Multiple Layers of Features from
 * Tiny Images", technical report, University of Toronto, 2009.
 */
export const cifar10 = cifarDataset({
  facts: CIFAR10,
  options: optionsSchema,
  labelOf: () => 'class',
  sources: [webDownload('https://www.cs.toronto.edu/~kriz', [CIFAR10.archive.name])],
});
