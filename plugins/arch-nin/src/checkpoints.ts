/** What published weights call NiN's layers. */
import { expandBraces } from '@convbench/graph';
import type { CheckpointNames } from '@convbench/spec';

/** D2L's nesting: blocks of three convolutions with ReLUs between them; pools and dropout count too. */
export const d2lCheckpoint: CheckpointNames = {
  source: 'D2L',
  layers: expandBraces('{0,2,4,7}.{0,2,4}'),
};

export const caffeCheckpoint: CheckpointNames = {
  source: 'Caffe',
  layers: [
    ...expandBraces('conv1', 'cccp{1,2}', 'conv2', 'cccp{3,4}', 'conv3', 'cccp{5,6}'),
    ...expandBraces('{conv4,cccp7,cccp8}-1024'),
  ],
  normalization: {
    mean: [104, 117, 123],
    standardDeviation: [1, 1, 1],
    scale: 1,
    channelOrder: 'bgr',
  },
  preset: 'caffe',
};
