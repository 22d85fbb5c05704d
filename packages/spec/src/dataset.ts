import type { z } from 'zod';
import type { DatasetFacts } from './cell.js';
import type { PluginHeader } from './plugin.js';

export type Split = 'train' | 'test';

/** How raw images become what a network sees. */
export interface ImageForm {
  /** Height and width in pixels. */
  readonly inputSize: number;
  readonly channels: number;
}

/** The state of a data set's files on this machine. */
export type DatasetStatus =
  | { readonly found: true; readonly location: string; readonly bytes: number }
  | { readonly found: false; readonly reason: string; readonly remedy: string };

/** Random access to the images of a split. */
export interface ImageReader {
  /**
   * Copies images (bytes, CHW each, one after another) into `target`; `indices` may repeat. Throws, or rejects, a
   * `RangeError` for a number that no image has.
   */
  read(indices: ArrayLike<number>, target: Uint8Array): void | Promise<void>;
}

/** What a thread of its own needs to read images. Both members are data that a thread can be given. */
export interface ImageSource {
  /** URL of a JavaScript module that exports an `OpenSource` as `openSource`. */
  readonly module: string;
  /** Given to it. Structured cloning copies it, but for arrays over a `SharedArrayBuffer`, which are shared. */
  readonly data: unknown;
}
export type OpenSource = (data: never) => ImageReader | Promise<ImageReader>;

/** One split, brought to the asked form. */
export interface OpenSplit extends ImageReader {
  readonly length: number;
  readonly classes: readonly string[];
  readonly channels: number;
  readonly inputSize: number;
  /** Class numbers of all images. */
  readonly labels: Uint16Array;
  /**
   * How worker threads read the same images ahead of their use. Where it is absent a split that fits is copied into
   * memory for them through `read`, and a larger one is read when its images are wanted.
   */
  readonly source?: ImageSource | undefined;
}

/**
 * Network input = (byte * scale - mean) / standardDeviation, per channel of the network: with `channelOrder` 'bgr' the
 * first mean is that of blue, and the network's first channel is an image's last. Images of a split are always RGB.
 */
export interface Normalization {
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
  /** 1 / 255 where absent; 1 for networks that were trained on bytes. */
  readonly scale?: number;
  /** 'rgb' where absent. */
  readonly channelOrder?: 'rgb' | 'bgr';
}

/** What records say of a data set, without what the plugin's header and the user's options say. */
type ToldFacts = Omit<DatasetFacts, 'name' | 'title' | 'options'>;

/** What a plugin says of its set in one form of the images: what records keep of it, and what only a run or a list needs. */
export interface DatasetInfo extends Readonly<{
  [Name in keyof ToldFacts]: Readonly<ToldFacts[Name]>;
}> {
  readonly normalization: Normalization;
  readonly license: string;
  readonly source: string;
}

export interface FetchProgress {
  /** What is being done: 'downloading dataset-fashion-mnist'. */
  readonly message: string;
  readonly doneBytes?: number;
  readonly totalBytes?: number;
}

/** What takes more than two seconds reports where it is, if it is given the means. */
export type ProgressListener = (progress: FetchProgress) => void;

/**
 * A data set. Files are looked for in places that the plugin documents and are verified by checksum before use: a
 * truncated or altered file is a `UserError` that says which and what to do.
 */
export interface DatasetPlugin<
  Schema extends z.ZodType = z.ZodType,
> extends PluginHeader<'dataset'> {
  readonly title: string;
  /** Form that the images have by themselves. */
  readonly native: ImageForm;
  readonly options: Schema;
  /** Looks without downloading; verifies checksums. */
  check(options: z.infer<Schema>): Promise<DatasetStatus>;
  /** Brings the files to this machine; a no-op when they are there. Absent for procedural sets. */
  fetch?(
    options: z.infer<Schema>,
    onProgress: ProgressListener,
    signal?: AbortSignal,
  ): Promise<void>;
  info(
    options: z.infer<Schema>,
    form: ImageForm,
    onProgress?: ProgressListener,
  ): Promise<DatasetInfo>;
  open(
    split: Split,
    options: z.infer<Schema>,
    form: ImageForm,
    onProgress?: ProgressListener,
  ): Promise<OpenSplit>;
}
