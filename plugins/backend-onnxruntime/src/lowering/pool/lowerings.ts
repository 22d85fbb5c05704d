import type { Lowerings } from '../lowering.js';
import { lowerGlobalAveragePool, lowerGlobalAveragePoolGrad } from '../reduction.js';
import { lowerAveragePool, lowerAveragePoolGrad } from './averagePool.js';
import { lowerMaxPool, lowerMaxPoolGrad } from './maxPool.js';

export const pool: Lowerings<
  | 'MaxPool'
  | 'MaxPoolGrad'
  | 'AveragePool'
  | 'AveragePoolGrad'
  | 'GlobalAveragePool'
  | 'GlobalAveragePoolGrad'
> = {
  MaxPool: lowerMaxPool,
  MaxPoolGrad: lowerMaxPoolGrad,
  AveragePool: lowerAveragePool,
  AveragePoolGrad: lowerAveragePoolGrad,
  GlobalAveragePool: lowerGlobalAveragePool,
  GlobalAveragePoolGrad: lowerGlobalAveragePoolGrad,
};
