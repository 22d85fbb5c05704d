import type { ReporterPlugin, RunResults } from '@convbench/spec';
import { API_VERSION } from '@convbench/spec';
import { renderCsv } from './reporters/csv.js';
import { renderHtml } from './reporters/html.js';
import { renderJson } from './reporters/json.js';
import { renderMarkdown } from './reporters/markdown.js';

function reporter(
  name: string,
  title: string,
  path: string,
  content: (results: RunResults) => string,
): ReporterPlugin {
  return {
    kind: 'reporter',
    apiVersion: API_VERSION,
    name,
    title,
    render: (results) => [{ path, content: content(results) }],
  };
}

/** The reporters that come with convbench, by the same contract as everybody's. */
const reporters: readonly ReporterPlugin[] = [
  reporter('csv', 'CSV table', 'results.csv', (results) => renderCsv(results)),
  reporter('markdown', 'Markdown summary', 'results.md', renderMarkdown),
  reporter('json', 'JSON with summary', 'results.json', renderJson),
  reporter('html', 'HTML report', 'index.html', (results) => renderHtml(results)),
];

export default reporters;
