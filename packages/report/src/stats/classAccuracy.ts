import type { Bounds } from '@convbench/statistics';
import { wilsonInterval } from '@convbench/statistics';

/** How many of the images of one class are recognised; shares are fractions. */
export interface ClassAccuracy extends Bounds {
  readonly actual: number;
  readonly value: number;
  readonly images: number;
}

/** Accuracy of each class that has images, with Wilson's interval; rows of the matrix are true classes. */
export function classAccuracies(confusion: readonly (readonly number[])[]): ClassAccuracy[] {
  return confusion.flatMap((row, actual) => {
    const images = row.reduce((sum, count) => sum + count, 0);
    if (images === 0) return [];
    const right = row[actual] ?? 0;
    const { low, high } = wilsonInterval(right, images);
    return [{ actual, images, value: right / images, low, high }];
  });
}
