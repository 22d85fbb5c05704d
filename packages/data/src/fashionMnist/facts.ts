import type { Split } from '@convbench/spec';

/** One file as it must be, once unpacked. */
export interface IdxFileFacts {
  /** Name without `.gz`. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A data set of four IDX files: what they are called and what must be in them. */
export interface IdxSetFacts {
  readonly title: string;
  readonly classes: readonly string[];
  /** Height and width of every image, in pixels. */
  readonly size: number;
  readonly splits: Readonly<
    Record<
      Split,
      { readonly count: number; readonly images: IdxFileFacts; readonly labels: IdxFileFacts }
    >
  >;
  /** Over all bytes of the training images; from them follow mean and standard deviation. */
  readonly trainingPixels: { readonly sum: number; readonly sumOfSquares: number };
}

/**
 * Fashion-MNIST (Xiao, Rasul, Vollgraf 2017). The hashes are those of the unpacked files: Debian's package and the
 * authors' download differ in the gzip headers (file name and time) and in nothing else.
 */
export const FASHION_MNIST: IdxSetFacts = {
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

/** All four files, training images first. */
export function filesOf(facts: IdxSetFacts): readonly IdxFileFacts[] {
  const { train, test } = facts.splits;
  return [train.images, train.labels, test.images, test.labels];
}
