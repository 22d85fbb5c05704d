import type { DatasetFacts, Normalization } from '@convbench/spec';
import type { PluginReference } from '../plugins/types.js';

/** A data set at one input size. */
export interface PlannedDataset {
  readonly facts: DatasetFacts;
  readonly reference: PluginReference;
  readonly inputSize: number;
  readonly channels: number;
  readonly normalization: Normalization;
}

/** What the images of a data set are to a network: all that a cache key says of it. */
export type DatasetIdentity = Pick<DatasetFacts, 'name' | 'checksum' | 'preprocessing'> &
  Pick<PlannedDataset, 'inputSize' | 'channels' | 'normalization'>;

/** The identity of a data set at one input size. */
export function datasetIdentity({
  facts: { name, checksum, preprocessing },
  inputSize,
  channels,
  normalization,
}: PlannedDataset): DatasetIdentity {
  return { name, checksum, inputSize, channels, preprocessing, normalization };
}
