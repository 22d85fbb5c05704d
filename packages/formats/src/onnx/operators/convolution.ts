import type { Translate } from './context.js';
import type { Encoders } from './encoder.js';
import { unpad } from './pad.js';
import { encodeWindow, pair, positive, windowAttributes } from './window.js';

export const convolutionEncoders: Encoders<'Conv'> = {
  Conv: ({ attributes }) => ({
    attributes: {
      ...encodeWindow(attributes),
      dilations: { ints: attributes.dilations },
      group: { int: attributes.group },
    },
  }),
};

export const conv: Translate = (reader, context) => {
  const weight = reader.requiredInput(1);
  const weightShape = context.dimensions(reader, weight);
  if (weightShape.length !== 4) {
    throw reader.invalid(
      `has ${weightShape.length - 2}-dimensional windows; only images are supported`,
    );
  }
  const dilations = pair(reader, 'dilations', [1, 1], 1);
  const kernelShape = pair(reader, 'kernel_shape', weightShape.slice(2).map(Number), 1);
  const { x, padded } = unpad(reader, context, () => true);
  const window = windowAttributes(reader, context, x, padded, kernelShape, dilations);
  const bias = reader.input(2);
  context.emit(reader, {
    op: 'Conv',
    name: reader.name,
    inputs: bias === undefined ? [x, weight] : [x, weight, bias],
    outputs: [reader.firstOutput],
    attributes: { ...window, dilations, group: positive(reader, 'group', 1) },
  });
};
