import type { FigureDefinition } from './definition.js';
import { count, millions } from './definition.js';

export const costFigures = {
  trainableParameters: {
    ...millions,
    title: 'Parameters',
    short: 'params',
    column: { stem: 'trainable_parameters', unit: 'count' },
    meaning: 'Trainable values of the network as it is deployed. Exact.',
    read: (record) => ({ value: record.static.trainableParameters }),
  },
  totalParameters: {
    ...millions,
    title: 'Parameters with statistics',
    short: 'all params',
    column: { stem: 'total_parameters', unit: 'count' },
    meaning: 'Trainable values and the running statistics of batch normalisation. Exact.',
    read: (record) => ({ value: record.static.totalParameters }),
  },
  macs: {
    ...millions,
    title: 'MACs',
    short: 'MACs',
    column: { stem: 'macs', unit: 'count' },
    meaning:
      'Multiply-accumulates of one image, of the operators that the record names. One MAC is one multiplication with its addition. Exact.',
    read: (record) => ({ value: record.static.macs }),
  },
  flops: {
    ...millions,
    title: 'FLOPs',
    short: 'FLOPs',
    column: { stem: 'flops', unit: 'count' },
    meaning:
      'Floating-point operations of one image: two for each MAC. Papers often print MACs and call them FLOPs.',
    read: (record) => ({ value: record.static.flops }),
  },
  convolutions: {
    ...count,
    title: 'Convolutions',
    short: 'convs',
    column: { stem: 'convolutions', unit: 'count' },
    meaning: 'Convolution layers of the network.',
    read: (record) => ({ value: record.static.convolutions }),
  },
  depth: {
    ...count,
    title: 'Depth',
    short: 'depth',
    column: { stem: 'depth', unit: 'layers' },
    meaning: 'Convolutions and linear layers on the longest path.',
    read: (record) => ({ value: record.static.depth }),
  },
} satisfies Record<string, FigureDefinition>;
