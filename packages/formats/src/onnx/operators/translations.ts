/** @file Which ONNX operators can be imported. */
import * as binary from './binary.js';
import type { Translate } from './context.js';
import { conv } from './convolution.js';
import * as matrixProduct from './matrixProduct.js';
import * as movement from './movement.js';
import * as normalization from './normalization.js';
import { pad } from './pad.js';
import * as pool from './pool.js';
import * as reduction from './reduction.js';
import { unaryTranslations } from './unary.js';

/** Translations of the operators of ONNX's own domain that may stand on the path of the data. */
export const TRANSLATIONS: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ['Conv', conv],
  ['MaxPool', pool.maxPool],
  ['AveragePool', pool.averagePool],
  ['GlobalAveragePool', pool.globalAveragePool],
  ['GlobalMaxPool', pool.globalMaxPool],
  ['Pad', pad],
  ['Gemm', matrixProduct.gemm],
  ['MatMul', matrixProduct.matMul],
  ['BatchNormalization', normalization.batchNormalization],
  ['LRN', normalization.lrn],
  ['Softmax', normalization.softmax],
  ...unaryTranslations,
  ['Add', binary.add],
  ['Sub', binary.sub],
  ['Mul', binary.mul],
  ['Div', binary.div],
  ['Sum', binary.sum],
  ['Dropout', movement.dropout],
  ['Cast', movement.cast],
  ['Concat', movement.concat],
  ['Split', movement.split],
  ['Flatten', movement.flatten],
  ['Reshape', movement.reshape],
  ['Squeeze', movement.squeeze],
  ['Unsqueeze', movement.unsqueeze],
  ['Transpose', movement.transpose],
  ['Identity', movement.identity],
  ['ReduceSum', reduction.reduceSum],
  ['ReduceMean', reduction.reduceMean],
]);
