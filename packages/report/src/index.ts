export { renderCsv } from './reporters/csv.js';
export { renderHtml } from './reporters/html.js';
export { JSON_REPORT_VERSION, renderJson } from './reporters/json.js';
export { renderMarkdown } from './reporters/markdown.js';
export { summaryRows } from './summaryRows.js';
export type { SummaryColumn, SummaryTable } from './summaryRows.js';
export type { Summary } from './view/summary.js';
export { default as reporters } from './plugins.js';
