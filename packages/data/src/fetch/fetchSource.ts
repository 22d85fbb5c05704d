import type { FetchProgress } from '@convbench/spec';

/** A way to get a data set's files onto this machine. */
export interface FetchSource {
  /** As a message names it: "Debian's package dataset-fashion-mnist". */
  readonly title: string;
  /** Puts the files into an existing folder of its own, or throws an error that says why it cannot. */
  fetchInto(
    folder: string,
    onProgress: (progress: FetchProgress) => void,
    signal?: AbortSignal,
  ): Promise<void>;
}
