/** Images of one class that were taken for another, classes by number. */
export interface Confusion {
  readonly actual: number;
  readonly predicted: number;
  readonly images: number;
  /** Images of the actual class. */
  readonly of: number;
}

const total = (row: readonly number[]) => row.reduce((sum, images) => sum + images, 0);

/** Off-diagonal entries of a confusion matrix (rows true, columns predicted), the most frequent first. */
export function worstConfusions(
  confusion: readonly (readonly number[])[],
  limit: number,
): readonly Confusion[] {
  return confusion
    .flatMap((row, actual) =>
      row.map((images, predicted) => ({ actual, predicted, images, of: total(row) })),
    )
    .filter(({ actual, predicted, images }) => actual !== predicted && images > 0)
    .sort((a, b) => b.images - a.images || a.actual - b.actual || a.predicted - b.predicted)
    .slice(0, limit);
}

export interface ClassRecall {
  readonly actual: number;
  readonly right: number;
  readonly of: number;
}

/** The class with the smallest share of right answers; undefined without images. */
export function hardestClass(confusion: readonly (readonly number[])[]): ClassRecall | undefined {
  return confusion
    .map((row, actual) => ({ actual, right: row[actual] ?? 0, of: total(row) }))
    .filter(({ of }) => of > 0)
    .reduce<ClassRecall | undefined>(
      (hardest, recall) =>
        hardest === undefined || recall.right / recall.of < hardest.right / hardest.of
          ? recall
          : hardest,
      undefined,
    );
}
