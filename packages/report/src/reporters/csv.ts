import type { RunResults } from '@convbench/spec';
import { stringify } from 'csv-stringify/sync';
import { neutralizeFormula } from '../format/neutralizeFormula.js';
import { cellTable } from '../table/cellTable.js';
import type { CellTable } from '../table/cellTable.js';
import type { Selection } from '../table/selectRows.js';
import { selectRows } from '../table/selectRows.js';

/** UTF-8 without a byte-order mark, commas, `\n`, a decimal point and no grouping of thousands. */
export function tableCsv({ columns, rows }: CellTable): string {
  return stringify([...rows], {
    header: true,
    columns: [...columns],
    bom: false,
    // Done here, because versions of the library differ in whether they spare negative numbers.
    escape_formulas: false,
    cast: {
      string: (text) => neutralizeFormula(text),
      number: (number) => String(number),
    },
  });
}

/**
 * One row per planned cell, in the order of the plan unless asked for another. See docs/reports.md for the columns.
 * Throws a `UserError` for a selection that names what there is not.
 */
export function renderCsv(results: RunResults, selection: Selection = {}): string {
  return tableCsv(selectRows(cellTable(results), selection));
}
