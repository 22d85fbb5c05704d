import { debianPackage } from '../fetch/debianPackage.js';
import { webDownload } from '../fetch/webDownload.js';
import { idxDataset } from './idxDataset.js';
import { filesOf, type IdxSetFacts } from './idxFacts.js';

const NAME = 'fashion-mnist';

/**
 * The hashes are those of the unpacked files: Debian's package and the
 * authors' download differ in the gzip headers (file name and time) and in nothing else.
 */
const FASHION_MNIST: IdxSetFacts = {
  title: 'Fashion-MNIST',
  classes: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  size: 28,
  splits: {
    train: {
      count: 60_000,
      images: {
        name: 'train-images-idx3-ubyte',
        bytes: 47_040_016,
        sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      },
      labels: {
        name: 'train-labels-idx1-ubyte',
        bytes: 60_008,
        sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      },
    },
    test: {
      count: 10_000,
      images: {
        name: 't10k-images-idx3-ubyte',
        bytes: 7_840_016,
        sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      },
      labels: {
        name: 't10k-labels-idx1-ubyte',
        bytes: 10_008,
        sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
      },
    },
  },
  trainingPixels: { sum: 3_431_114_169, sumOfSquares: 631_470_052_347 },
};

/**
 * Fashion-MNIST: 70,000 grey images of clothes, 28 px, 10 classes. H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a
 * Novel Image Dataset for Benchmarking Machine Learning Algorithms", 2017, arXiv:1708.07747.
 */
export const fashionMnist = idxDataset({
  name: NAME,
  facts: FASHION_MNIST,
  license: 'MIT',
  source: 'https://github.com/zalandoresearch/fashion-mnist',
  remedy:
    "Run 'node scripts/bootstrap.mjs', which fetches it, or install Debian's package dataset-fashion-mnist, or set CONVBENCH_DATA to a folder with its four IDX files, or use the data set 'shapes', which needs no files.",
  sources: [
    debianPackage('dataset-fashion-mnist', 'usr/share/datasets/fashion-mnist'),
    // The address that the authors' README gives; it has no TLS, the hashes vouch for the content.
    webDownload(
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
      filesOf(FASHION_MNIST).map(({ name }) => `${name}.gz`),
    ),
  ],
});
