import type { RunResults } from '@convbench/spec';
import { viewRun } from '../view/runView.js';
import { summarize } from '../view/summary.js';
import { validateResults } from '../view/validateResults.js';

/** Raised when a reader of old files would misread new ones. */
export const JSON_REPORT_VERSION = 1;

/** The validated results with what follows from them. Throws a `UserError` when they do not hold to the schema. */
export function renderJson(results: RunResults): string {
  const valid = validateResults(results);
  const report = {
    jsonReportVersion: JSON_REPORT_VERSION,
    ...valid,
    summary: summarize(viewRun(valid)),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
