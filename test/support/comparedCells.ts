/** Cells as tests of comparisons write them, and figures of which a test knows that they were measured. */
import { isMeasured, type Measured } from '@convbench/spec';
import type { CellRounds } from '@convbench/statistics';

export const cell = (id: string, ...medians: readonly (number | undefined)[]): CellRounds => ({
  id,
  rounds: medians.map((value) => (value === undefined ? undefined : { value })),
});

/** By cell and round. */
export const cellsOf = (table: readonly (readonly number[])[]): CellRounds[] =>
  table.map((medians, i) => cell(`c${i}`, ...medians));

/** Throws for a figure that was not measured, with its reason. */
export function measured(figure: Measured) {
  if (!isMeasured(figure)) throw new Error(figure.notMeasured);
  return figure;
}
