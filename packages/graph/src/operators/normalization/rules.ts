import type { Shape } from '@convbench/spec';
import { axisOf, invalid, shapeText } from '../checks.js';
import type { OperatorRules, TrainingRules } from '../rule.js';
import {
  batchNormalization,
  batchNormalizationGrad,
  batchNormalizationTraining,
  frozenBatchNormalizationGrad,
  runningStatisticsUpdate,
} from './batchNormalization.js';
import { lrn, lrnGrad } from './lrn.js';
import { softmax, softmaxGrad } from './softmax.js';

export const normalization: OperatorRules<'BatchNormalization' | 'LRN' | 'Softmax'> = {
  BatchNormalization: {
    shapes(node, [x, ...parameters]) {
      const channels = x[1];
      if (parameters.some((shape: Shape) => shape.length !== 1 || shape[0] !== channels))
        throw invalid(
          node,
          `its parameters must have one value for each channel of ${shapeText(x)}`,
        );
      return [x];
    },
    values: ({ attributes }, inputs) => [batchNormalization(...inputs, attributes)],
  },
  LRN: {
    shapes(node, [x]) {
      if (x.length < 3) throw invalid(node, `it needs a map, not ${shapeText(x)}`);
      return [x];
    },
    values: ({ attributes }, [x]) => [lrn(x, attributes)],
  },
  Softmax: {
    shapes(node, [x]) {
      axisOf(node, node.attributes.axis, x.length);
      return [x];
    },
    values: ({ attributes }, [x]) => [softmax(x, attributes.axis)],
  },
};

export const normalizationTraining: TrainingRules<
  | 'BatchNormalizationTraining'
  | 'BatchNormalizationGrad'
  | 'FrozenBatchNormalizationGrad'
  | 'RunningStatisticsUpdate'
  | 'LRNGrad'
  | 'SoftmaxGrad'
> = {
  BatchNormalizationTraining: ({ attributes }, inputs) =>
    batchNormalizationTraining(...inputs, attributes),
  BatchNormalizationGrad: ({ attributes }, inputs) => batchNormalizationGrad(...inputs, attributes),
  FrozenBatchNormalizationGrad: ({ attributes }, inputs) => [
    frozenBatchNormalizationGrad(...inputs, attributes),
  ],
  RunningStatisticsUpdate: ({ attributes }, inputs) =>
    runningStatisticsUpdate(...inputs, attributes),
  LRNGrad: ({ attributes }, inputs) => [lrnGrad(...inputs, attributes)],
  SoftmaxGrad: ({ attributes }, [dy, y]) => [softmaxGrad(dy, y, attributes.axis)],
};
