import type { Measured } from '@convbench/spec';
import type { CellSummary } from '@convbench/statistics';
import type { FigureDefinition } from './definition.js';
import { percentage } from './definition.js';

/** Below this many classes top-5 says nothing. */
const TOP5_CLASSES = 6;

function accuracy(record: CellSummary, key: 'top1' | 'top5'): Measured {
  return 'notMeasured' in record.accuracy ? record.accuracy : record.accuracy[key];
}

export const accuracyFigures = {
  top1: {
    ...percentage,
    title: 'Top-1',
    short: 'top-1',
    column: { stem: 'top1', unit: 'fraction' },
    meaning:
      'Share of test images whose largest logit is the right class, with Wilson’s interval: how far another test set of the same size could lie from this one.',
    read: (record) => accuracy(record, 'top1'),
  },
  top5: {
    ...percentage,
    title: 'Top-5',
    short: 'top-5',
    column: { stem: 'top5', unit: 'fraction' },
    meaning:
      'Share of test images whose right class is among the five largest logits. Not applicable below six classes.',
    read: (record) => {
      const classes = record.cell.dataset.classes.length;
      if (classes < TOP5_CLASSES) return { notMeasured: `not applicable: ${classes} classes` };
      return accuracy(record, 'top5');
    },
  },
  parityDeviation: {
    unit: '',
    factor: 1,
    axis: 'log',
    interval: false,
    title: 'Logit deviation',
    short: 'deviation',
    column: { stem: 'parity_maximum_deviation', unit: 'ratio' },
    meaning:
      'Largest difference of a logit from the float64 reference, over the standard deviation of the reference’s logits. Above its limit the cell computes something else and is not ranked.',
    read: ({ parity }) => ('notMeasured' in parity ? parity : { value: parity.maximumDeviation }),
  },
  parityAgreement: {
    ...percentage,
    interval: false,
    title: 'Top-1 agreement',
    short: 'agreement',
    column: { stem: 'parity_top1_agreement', unit: 'fraction' },
    meaning:
      'Share of the compared images for which cell and float64 reference name the same class.',
    read: ({ parity }) => ('notMeasured' in parity ? parity : { value: parity.top1Agreement }),
  },
} satisfies Record<string, FigureDefinition>;
