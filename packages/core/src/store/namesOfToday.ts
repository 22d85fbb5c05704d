import type { Json } from './migrate.js';

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members keep their order, as files that are made of a record do. */
function renamedInCell(cell: unknown): unknown {
  if (!isObject(cell) || !('trainingKey' in cell)) return cell;
  return Object.fromEntries(
    Object.entries(cell).map(([name, value]) => [
      name === 'trainingKey' ? 'weightsKey' : name,
      value,
    ]),
  );
}

/**
 * A line of any version, not yet validated, with the names that members have today. The key of a cell's weights was called
 * `trainingKey` in versions 1 and 2, and in lines of version 3 that were written before it was renamed.
 */
export function withNamesOfToday(line: Json): Json {
  if (line.type === 'run' && Array.isArray(line.cells))
    return { ...line, cells: line.cells.map(renamedInCell) };
  if (line.type === 'cell') return { ...line, cell: renamedInCell(line.cell) };
  return line;
}
