import { summaryRows } from '@convbench/report';
import type { RunResults } from '@convbench/spec';
import { drawTable } from './table.js';

/** The table that a run ends with: one line per measured cell. */
export function drawSummary(results: RunResults): string {
  const { columns, rows } = summaryRows(results);
  return drawTable(columns, rows);
}
