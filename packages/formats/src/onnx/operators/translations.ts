/** @file Which ONNX operators can be imported. */
import { pad } from './pad.js';
import type { Translate } from './context.js';
import * as elementwise from './elementwise.js';
import * as linear from './linear.js';
import * as movement from './movement.js';
import * as normalization from './normalization.js';
import * as reduction from './reduction.js';
import * as window from './window.js';

/** Translations of the operators of ONNX's own domain that may stand on the path of the data. */
export const TRANSLATIONS: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ['Conv', window.conv],
  ['MaxPool', window.maxPool],
  ['AveragePool', window.averagePool],
  ['GlobalAveragePool', window.globalAveragePool],
  ['GlobalMaxPool', window.globalMaxPool],
  ['Pad', pad],
  ['Gemm', linear.gemm],
  ['MatMul', linear.matMul],
  ['BatchNormalization', normalization.batchNormalization],
  ['LRN', normalization.lrn],
  ['Softmax', normalization.softmax],
  ['Dropout', normalization.dropout],
  ['Relu', elementwise.relu],
  ['Clip', elementwise.clip],
  ['Cast', elementwise.cast],
  ['Add', elementwise.add],
  ['Sub', elementwise.sub],
  ['Mul', elementwise.mul],
  ['Div', elementwise.div],
  ['Sum', elementwise.sum],
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
