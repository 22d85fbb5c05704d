import type { Mistake } from '@convbench/spec';
import { classLabels } from './classLabels.js';
import type { CellView } from './cells.js';
import type { RunView } from './runView.js';

/** A cell that was held against the labels of a test set. */
export interface Judged {
  readonly view: CellView;
  readonly classes: readonly string[];
  /** Rows are true classes. */
  readonly confusion: readonly (readonly number[])[];
  readonly mistakes: readonly Mistake[];
}

/** The first measured cell of each network and data set: the other cells run the same weights. */
export function judgedCells({ cells }: Pick<RunView, 'cells'>): Judged[] {
  const seen = new Set<string>();
  return cells.flatMap((view): Judged[] => {
    const { measured, cell, network } = view;
    if (!measured || !('confusion' in measured.accuracy)) return [];
    const key = `${network.index} ${cell.dataset.checksum}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const { accuracy, mistakes } = measured;
    const classes = classLabels(cell.dataset.classes);
    return [{ view, classes, confusion: accuracy.confusion, mistakes }];
  });
}

/** Judged cells that share their data set, in the order in which these come. */
export function byDataset(judged: readonly Judged[]): Judged[][] {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const { checksum } = one.view.cell.dataset;
    groups.set(checksum, [...(groups.get(checksum) ?? []), one]);
  }
  return [...groups.values()];
}
