import type { Measured } from '@convbench/spec';

/** The half of `Measured` that says why there is no figure. */
export type NotMeasured = Extract<Measured, { notMeasured: string }>;

export function notMeasured(reason: string): NotMeasured {
  return { notMeasured: reason };
}
