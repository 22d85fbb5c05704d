/** What published weights call AlexNet's layers. */
import { expandBraces } from '@convbench/graph';
import type { CheckpointNames } from '@convbench/spec';

export const torchvisionCheckpoint: CheckpointNames = {
  source: 'torchvision',
  layers: expandBraces('features.{0,3,6,8,10}', 'classifier.{1,4,6}'),
  normalization: {
    mean: [0.485, 0.456, 0.406],
    standardDeviation: [0.229, 0.224, 0.225],
  },
  preset: 'torchvision',
};

export const caffeCheckpoint: CheckpointNames = {
  source: 'Caffe',
  layers: expandBraces('conv{1..5}', 'fc{6..8}'),
  normalization: {
    mean: [104, 117, 123],
    standardDeviation: [1, 1, 1],
    scale: 1,
    channelOrder: 'bgr',
  },
  preset: 'caffe',
};
