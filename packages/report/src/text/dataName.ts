import type { RunView } from '../view/runView.js';
import { inputsText } from '../view/slices.js';

/** 'Fashion-MNIST, 96 × 96 px': what the networks of a run are shown. */
export function dataName({ run, cells }: Pick<RunView, 'run' | 'cells'>): string {
  const titles = new Set(cells.map(({ cell }) => cell.dataset.title));
  return [...titles, inputsText({ run, cells })].join(', ');
}
