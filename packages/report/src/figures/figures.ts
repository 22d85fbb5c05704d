import { isMeasured } from '@convbench/spec';
import type { Measured } from '@convbench/spec';
import type { CellSummary } from '@convbench/statistics';
import { accuracyFigures } from './accuracyFigures.js';
import { costFigures } from './costFigures.js';
import type { FigureDefinition } from './definition.js';
import { efficiencyFigures } from './efficiencyFigures.js';
import { latencyFigures } from './latencyFigures.js';
import { memoryFigures } from './memoryFigures.js';
import { startFigures } from './startFigures.js';

const table = {
  ...accuracyFigures,
  ...latencyFigures,
  ...efficiencyFigures,
  ...startFigures,
  ...memoryFigures,
  ...costFigures,
};

export type FigureKey = keyof typeof table;

/** Every figure that a report knows, in the order of the CSV columns. */
export const figures: Readonly<Record<FigureKey, FigureDefinition>> = table;

export const figureKeys = Object.keys(table) as readonly FigureKey[];

/**
 * A figure of a measured cell in the record's own unit. A value that is no finite number (a record that was not
 * validated) is "not measured", so that nothing downstream can take it for 0.
 */
export function readFigure(cell: CellSummary, key: FigureKey): Measured {
  const figure = figures[key].read(cell);
  if (!isMeasured(figure)) return figure;
  const { value, interval } = figure;
  if (!Number.isFinite(value)) return { notMeasured: `the record holds ${value}` };
  if (interval && !(Number.isFinite(interval.low) && Number.isFinite(interval.high))) {
    return { value };
  }
  return figure;
}
