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

/** All four files, training images first. */
export function filesOf(facts: IdxSetFacts): readonly IdxFileFacts[] {
  const { train, test } = facts.splits;
  return [train.images, train.labels, test.images, test.labels];
}
