import { formatNumber } from '../../format/number.js';
import { percentPoints } from '../../format/percent.js';
import { thin } from '../../stats/thin.js';
import type { DoneTraining, TrainingView } from '../../view/runView.js';
import type { Markup, Part } from '../markup.js';
import { dataTable } from './dataTable.js';

/** Rows of one network: its epochs, or points of its curve where the record has none. */
const POINTS = 12;

const digits = (value: number) => formatNumber(value, { digits: 3 });

function rowsOf({ training, network }: TrainingView<DoneTraining>): Part[][] {
  const epochs = training.epochs ?? [];
  if (epochs.length > 0) {
    return thin(epochs, 4 * POINTS).map((point) => [
      network.label,
      digits(point.epoch),
      formatNumber(point.imagesSeen),
      digits(point.elapsedSeconds),
      digits(point.learningRate),
      digits(point.loss),
      percentPoints(point.trainTop1),
      point.validation ? digits(point.validation.loss) : 'none held out',
      point.validation ? percentPoints(point.validation.top1) : 'none held out',
    ]);
  }
  return thin(training.curve, POINTS).map((point) => [
    network.label,
    'not recorded',
    formatNumber(point.imagesSeen),
    digits(point.elapsedSeconds),
    digits(point.learningRate),
    digits(point.loss),
    percentPoints(point.trainTop1),
    'not recorded',
    'not recorded',
  ]);
}

/** The numbers behind the learning curves: by epoch where the records have epochs. */
export function learningTable(trained: readonly TrainingView<DoneTraining>[]): Markup | false {
  return dataTable({
    title: 'Loss and accuracy by epoch',
    head: [
      'Network',
      'epoch',
      'images seen',
      'seconds',
      'learning rate',
      'loss',
      'top-1, %',
      'validation loss',
      'validation top-1, %',
    ],
    rows: trained.flatMap(rowsOf),
  });
}
