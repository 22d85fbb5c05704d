import type { Lowerings } from '../lowering.js';
import { lowerBatchNormalization, lowerBatchNormalizationGrad } from './batchNormalization.js';
import {
  lowerFrozenBatchNormalization,
  lowerFrozenBatchNormalizationGrad,
} from './frozenNormalization.js';
import { lowerLrn, lowerLrnGrad } from './localResponse.js';
import { lowerSoftmax, lowerSoftmaxGrad } from './softmax.js';

export const normalization: Lowerings<
  | 'BatchNormalizationTraining'
  | 'BatchNormalizationGrad'
  | 'BatchNormalization'
  | 'FrozenBatchNormalizationGrad'
  | 'LRN'
  | 'LRNGrad'
  | 'Softmax'
  | 'SoftmaxGrad'
> = {
  BatchNormalizationTraining: lowerBatchNormalization,
  BatchNormalizationGrad: lowerBatchNormalizationGrad,
  BatchNormalization: lowerFrozenBatchNormalization,
  FrozenBatchNormalizationGrad: lowerFrozenBatchNormalizationGrad,
  LRN: lowerLrn,
  LRNGrad: lowerLrnGrad,
  Softmax: lowerSoftmax,
  SoftmaxGrad: lowerSoftmaxGrad,
};
