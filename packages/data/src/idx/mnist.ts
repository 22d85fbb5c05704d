import { webDownload } from '../fetch/webDownload.js';
import { idxDataset } from './idxDataset.js';
import { filesOf, type IdxSetFacts } from './idxFacts.js';

const NAME = 'mnist';

/** Hashes, as for Fashion-MNIST, of the unpacked files. */
const MNIST: IdxSetFacts = {
  title: 'MNIST',
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  size: 28,
  splits: {
    train: {
      count: 60_000,
      images: {
        name: 'train-images-idx3-ubyte',
        bytes: 47_040_016,
        sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      },
      labels: {
        name: 'train-labels-idx1-ubyte',
        bytes: 60_008,
        sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      },
    },
    test: {
      count: 10_000,
      images: {
        name: 't10k-images-idx3-ubyte',
        bytes: 7_840_016,
        sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      },
      labels: {
        name: 't10k-labels-idx1-ubyte',
        bytes: 10_008,
        sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      },
    },
  },
  trainingPixels: { sum: 1_567_298_545, sumOfSquares: 342_590_800_147 },
};

const NAMES = filesOf(MNIST).map(({ name }) => `${name}.gz`);

/**
 * MNIST: 70,000 grey images of handwritten digits, 28 px, 10 classes. Y. LeCun, L. Bottou, Y. Bengio, P. Haffner,
 * "Gradient-Based Learning Applied to Document Recognition", Proceedings of the IEEE 86(11), 1998.
 */
export const mnist = idxDataset({
  name: NAME,
  facts: MNIST,
  license: 'CC BY-SA 3.0',
  source: 'http://yann.lecun.com/exdb/mnist/',
  remedy:
    "Run 'convbench data fetch mnist', or set CONVBENCH_DATA to a folder with its four IDX files (train-images-idx3-ubyte[.gz] and so on), or use the data set 'shapes', which needs no files.",
  // The author's own address does not answer to programs any more; these two mirror it for TensorFlow and PyTorch.
  sources: [
    webDownload('https://storage.googleapis.com/cvdf-datasets/mnist', NAMES),
    webDownload('https://ossci-datasets.s3.amazonaws.com/mnist', NAMES),
  ],
});
