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
  return `${withNumbersInLines(JSON.stringify(report, null, 2))}\n`;
}

// A line break inside a string is written as \n, so that the line breaks found here are layout.
const LIST_OF_NUMBERS = /\[\n *-?\d[^"[\]{}]*\]/g;
const POINT = /\{\n(?: *"\w+": -?\d[\d.e+-]*,?\n)+ *\}/g;

/** Puts each list of numbers and each object of numbers into one line: samples and curves are most of a report. */
function withNumbersInLines(json: string): string {
  const inLine = (part: string) => part.replace(/,\n */g, ', ').replace(/\n */g, '');
  return json.replace(LIST_OF_NUMBERS, inLine).replace(POINT, inLine);
}
