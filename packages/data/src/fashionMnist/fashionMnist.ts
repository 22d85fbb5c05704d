import { FASHION_MNIST, filesOf } from './facts.js';
import { debianPackage } from './debianPackage.js';
import { idxDataset } from './idxDataset.js';
import { webDownload } from './webDownload.js';

const NAME = 'fashion-mnist';

/**
 * Fashion-MNIST: 70,000 grey images of clothes, 28 px, 10 classes. H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a
 * Novel Image Dataset for Benchmarking Machine Learning Algorithms", 2017, arXiv:1708.07747.
 */
export const fashionMnist = idxDataset({
  name: NAME,
  facts: FASHION_MNIST,
  license: 'MIT',
  source: 'https://github.com/zalandoresearch/fashion-mnist',
  sources: [
    debianPackage('dataset-fashion-mnist', 'usr/share/datasets/fashion-mnist'),
    // The address that the authors' README gives; it has no TLS, the hashes vouch for the content.
    webDownload(
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com',
      filesOf(FASHION_MNIST).map(({ name }) => `${name}.gz`),
    ),
  ],
});
