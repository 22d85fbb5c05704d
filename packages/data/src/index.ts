export { openBatchStream, type BatchStreamOptions } from './batchStream.js';
export { cacheDirectory } from './cacheDirectory.js';
export { evaluationBatches, type EvaluationBatch } from './evaluationBatches.js';
export { fashionMnist } from './idx/fashionMnist.js';
export { idxDataset, type IdxDatasetSetup } from './idx/idxDataset.js';
export { mnist } from './idx/mnist.js';
export { epochPermutation } from './imageOrder.js';
export { normalizeInto } from './normalization.js';
export { shapes, type ShapesOptions } from './shapes/shapes.js';
