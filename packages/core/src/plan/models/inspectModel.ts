import { isUserError } from '@convbench/spec/plain';
import type { Family } from '@convbench/spec';
import { readModel } from './readModel.js';
import type { Model } from './readModel.js';

/** What is known of a model before it is built for a matrix. */
export interface ModelFacts {
  readonly inputSize: number;
  readonly channels: number;
  readonly classes: number;
  readonly family: Family;
  /** 'pytorch 2.4.0, opset 17' */
  readonly origin: string;
  readonly notes: readonly string[];
}

/** Tried in this order for a file that leaves the size of its images open; the first that it takes is its default. */
const commonSizes = [224, 32, 299, 28, 64, 96, 128, 256];
const usualChannels = 3;

/** Of a file that leaves its size open: one that the vocabulary can say is preferred to one that only an engine takes. */
function readAtAnySize(path: string, name: string): Model {
  let first: unknown;
  let opaque: Model | undefined;
  for (const inputSize of commonSizes) {
    try {
      const model = readModel(path, name, { inputSize, channels: usualChannels });
      if (model.opaque === undefined || !model.anySize) return model;
      opaque ??= model;
    } catch (error) {
      if (!isUserError(error)) throw error;
      first ??= error;
    }
  }
  if (opaque !== undefined) return opaque;
  throw first;
}

/** Reads a model once, to tell what it is. Throws a `UserError` when it cannot be used at any common size. */
export function inspectModel(path: string, name: string): ModelFacts {
  const { family, form, classes, notes, message } = readAtAnySize(path, name);
  const { producerName, producerVersion, opsetImport } = message;
  const opset = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version;
  const producer = `${producerName} ${producerVersion}`.trim();
  return {
    ...form,
    classes,
    family,
    origin: [producer || 'an unknown program', ...(opset ? [`opset ${opset}`] : [])].join(', '),
    notes: notes.map(({ message: text }) => text),
  };
}
