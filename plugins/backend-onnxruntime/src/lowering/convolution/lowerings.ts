import type { Lowerings } from '../lowering.js';
import { lowerBiasGrad } from '../reduction.js';
import { lowerConv } from './convolution.js';
import { lowerConvGradInput } from './convolutionInputGradient.js';
import { lowerConvGradWeight } from './convolutionWeightGradient.js';

export const convolution: Lowerings<'Conv' | 'ConvGradInput' | 'ConvGradWeight' | 'BiasGrad'> = {
  Conv: lowerConv,
  ConvGradInput: lowerConvGradInput,
  ConvGradWeight: lowerConvGradWeight,
  BiasGrad: lowerBiasGrad,
};
