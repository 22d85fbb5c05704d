/** @file BatchNormalization, LRN, Softmax. */
import type { Translate } from './context.js';
import type { Encoders } from './encoder.js';
import { reshapeTo } from './movement.js';

export const normalizationEncoders: Encoders<'BatchNormalization' | 'LRN' | 'Softmax'> = {
  BatchNormalization: ({ attributes: { epsilon, momentum } }) => ({
    attributes: { epsilon: { float: epsilon }, momentum: { float: momentum } },
  }),
  LRN: ({ attributes: { size, alpha, beta, bias } }) => ({
    attributes: {
      size: { int: size },
      alpha: { float: alpha },
      beta: { float: beta },
      bias: { float: bias },
    },
  }),
  Softmax: ({ attributes: { axis } }) => ({ attributes: { axis: { int: axis } } }),
};

export const batchNormalization: Translate = (reader, context) => {
  const [x, gamma, beta, mean, variance] = [0, 1, 2, 3, 4].map((i) => reader.requiredInput(i)) as [
    string,
    string,
    string,
    string,
    string,
  ];
  if (reader.opset < 9 && reader.int('spatial', 1) === 0) {
    // Old MXNet exports say so of parameters that are per channel all the same: apache/mxnet#17711.
    const [, channels] = context.dimensions(reader, x);
    const shapes = [gamma, beta, mean, variance].map((name) => context.dimensions(reader, name));
    if (shapes.some((shape) => shape.length !== 1 || shape[0] !== channels)) {
      throw reader.invalid(
        'has spatial = 0, one parameter for each position, which is not supported',
      );
    }
    context.addNote(
      'batch-norm-spatial',
      `BatchNormalization '${reader.name}' says spatial = 0 but has one value per channel; it is read as per channel.`,
      [reader.name],
    );
  }
  // From opset 14 on training is an attribute, before 7 is_test was, between them the number of outputs tells.
  const extraOutputs = reader.outputs.slice(1).some((name) => name !== '');
  const training =
    reader.opset >= 14
      ? reader.int('training_mode', 0) !== 0
      : reader.opset < 7
        ? reader.int('is_test', 0) === 0 && extraOutputs
        : extraOutputs;
  if (training) {
    context.addNote(
      'batch-norm-training',
      `BatchNormalization '${reader.name}' is in training mode in the file, so that the logits of an image depend on its batch; here it uses the stored statistics, which gives other logits.`,
      [reader.name],
    );
  }
  context.emit(reader, {
    op: 'BatchNormalization',
    name: reader.name,
    inputs: [x, gamma, beta, mean, variance],
    outputs: [reader.firstOutput],
    attributes: {
      epsilon: reader.float('epsilon', 1e-5),
      momentum: reader.float('momentum', 0.9),
    },
  });
};

export const lrn: Translate = (reader, context) => {
  const size = reader.int('size');
  if (size === undefined || size < 1) throw reader.invalid(`has no usable size (${size})`);
  context.emit(reader, {
    op: 'LRN',
    name: reader.name,
    inputs: [reader.requiredInput(0)],
    outputs: [reader.firstOutput],
    attributes: {
      size,
      alpha: reader.float('alpha', 1e-4),
      beta: reader.float('beta', 0.75),
      bias: reader.float('bias', 1),
    },
  });
};

export const softmax: Translate = (reader, context) => {
  const x = reader.requiredInput(0);
  const y = reader.firstOutput;
  const axis = context.axis(reader, x, reader.int('axis', reader.opset < 13 ? 1 : -1));
  const dimensions = context.dimensions(reader, x);
  const overOneAxis = dimensions.slice(axis + 1).every((size) => size === 1);
  if (reader.opset >= 13 || overOneAxis) {
    context.emit(reader, {
      op: 'Softmax',
      name: reader.name,
      inputs: [x],
      outputs: [y],
      attributes: { axis },
    });
    return;
  }
  // Before opset 13 a softmax runs over all axes from `axis` on together.
  const flat = context.freshName(`${y}/flat`);
  const soft = context.freshName(`${y}/softmax`);
  context.emit(reader, {
    op: 'Flatten',
    name: flat,
    inputs: [x],
    outputs: [flat],
    attributes: { axis },
  });
  context.emit(reader, {
    op: 'Softmax',
    name: reader.name,
    inputs: [flat],
    outputs: [soft],
    attributes: { axis: 1 },
  });
  reshapeTo(reader, context, soft, dimensions, y, context.freshName(`${reader.name}/reshape`));
};
