import type { RunResults } from '@convbench/spec';
import { UserError } from '@convbench/spec';
import { cellTable } from './cellTable.js';
import type { Selection } from './selectRows.js';
import { selectRows } from './selectRows.js';

/**
 * Results with only the cells that a selection leaves, in its order, and the trainings that belong to them: any
 * report can be made of a part of a run. Throws a `UserError` when nothing is left.
 */
export function filterResults(
  results: RunResults,
  { filter = [], sort = [] }: Pick<Selection, 'filter' | 'sort'>,
): RunResults {
  if (filter.length === 0 && sort.length === 0) return results;
  const { rows } = selectRows(cellTable(results), { filter, sort });
  if (rows.length === 0)
    throw new UserError(
      'report',
      `No cell of the run fits ${filter.join(' and ')}.`,
      'Leave a condition out, or look at the columns with --format csv.',
    );
  const place = new Map(rows.map((row, at) => [row['cell_id'], at]));
  const at = (id: string) => place.get(id) ?? 0;
  const planned = results.run.cells.filter(({ id }) => place.has(id));
  const cells = results.cells.filter(({ cell }) => place.has(cell.id));
  const keys = new Set(
    [...planned, ...cells.map(({ cell }) => cell)].map((cell) => cell.weightsKey),
  );
  return {
    ...results,
    run: { ...results.run, cells: [...planned].sort((a, b) => at(a.id) - at(b.id)) },
    trainings: results.trainings.filter(({ key }) => keys.has(key)),
    cells: [...cells].sort((a, b) => at(a.cell.id) - at(b.cell.id)),
  };
}
