import type { ReporterPlugin, RunResults } from '@convbench/spec';
import { API_VERSION } from '@convbench/spec';

/** Rendering is much code, and most commands render nothing. */
const renderers = () => import('./index.js');
type Renderers = Awaited<ReturnType<typeof renderers>>;

function reporter(
  name: string,
  title: string,
  path: string,
  content: (render: Renderers, results: RunResults) => string,
): ReporterPlugin {
  return {
    kind: 'reporter',
    apiVersion: API_VERSION,
    name,
    title,
    render: async (results) => [{ path, content: content(await renderers(), results) }],
  };
}

/** The reporters that come with convbench, by the same contract as everybody's. */
const reporters: readonly ReporterPlugin[] = [
  reporter('csv', 'CSV table', 'results.csv', ({ renderCsv }, results) => renderCsv(results)),
  reporter('markdown', 'Markdown summary', 'results.md', ({ renderMarkdown }, results) =>
    renderMarkdown(results),
  ),
  reporter('json', 'JSON with summary', 'results.json', ({ renderJson }, results) =>
    renderJson(results),
  ),
  reporter('html', 'HTML report', 'index.html', ({ renderHtml }, results) => renderHtml(results)),
];

export default reporters;
