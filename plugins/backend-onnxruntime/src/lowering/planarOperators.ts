/** @file The operators that have a form of their own on graphics processors, where activations lie as [N, C, H, W]. */
import type { TrainingNode } from '@convbench/spec';
import type { LoweringContext } from './context.js';
import {
  lowerPlanarConv,
  lowerPlanarConvGradInput,
  lowerPlanarConvGradWeight,
} from './convolution/planarConvolution.js';
import {
  lowerPlanarSoftmaxCrossEntropy,
  lowerPlanarSoftmaxCrossEntropyGrad,
} from './loss/planarLoss.js';
import {
  lowerPlanarBatchNormalization,
  lowerPlanarBatchNormalizationGrad,
} from './normalization/planarNormalization.js';

interface PlanarForm<Op extends TrainingNode['op']> {
  /** For `docs/training.md`. */
  readonly form: string;
  readonly lower: (node: Extract<TrainingNode, { op: Op }>, context: LoweringContext) => void;
}

type PlanarForms = { readonly [Op in TrainingNode['op']]?: PlanarForm<Op> };

/** By operator; all others have one form for every device, in whichever layout activations have there. */
export const PLANAR_FORMS: PlanarForms = {
  Conv: { form: 'Conv', lower: lowerPlanarConv },
  ConvGradInput: { form: 'ConvTranspose', lower: lowerPlanarConvGradInput },
  ConvGradWeight: {
    form: 'Gemm for 1 × 1, else Conv with batch and channels exchanged',
    lower: lowerPlanarConvGradWeight,
  },
  BatchNormalizationTraining: {
    form: 'primitives in two passes',
    lower: lowerPlanarBatchNormalization,
  },
  BatchNormalizationGrad: { form: 'primitives', lower: lowerPlanarBatchNormalizationGrad },
  SoftmaxCrossEntropy: {
    form: 'Exp, ReduceSum and Log; labels are floats and become a mask by their distance to each class',
    lower: lowerPlanarSoftmaxCrossEntropy,
  },
  SoftmaxCrossEntropyGrad: {
    form: 'Exp, ReduceSum and Div, with the same mask',
    lower: lowerPlanarSoftmaxCrossEntropyGrad,
  },
};

/** Lowers the node if it has such a form; says whether it had. */
export function lowerPlanarNode(node: TrainingNode, context: LoweringContext): boolean {
  const entry = PLANAR_FORMS[node.op] as PlanarForm<typeof node.op> | undefined;
  if (!entry) return false;
  (entry.lower as (node: TrainingNode, context: LoweringContext) => void)(node, context);
  return true;
}
