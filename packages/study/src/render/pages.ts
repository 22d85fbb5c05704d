import type { StudyResult } from '../result.js';
import { renderIndexHtml, renderStudyHtml } from './html.js';
import { renderIndexMarkdown, renderStudyMarkdown } from './markdown.js';

export interface Page {
  readonly path: string;
  readonly content: string;
}

/** All pages of a folder of results: a pure function of them. */
export function renderPages(results: readonly StudyResult[]): Page[] {
  return [
    { path: 'index.html', content: renderIndexHtml(results) },
    { path: 'README.md', content: renderIndexMarkdown(results) },
    ...results.flatMap((result) => [
      { path: `${result.id}.html`, content: renderStudyHtml(result) },
      { path: `${result.id}.md`, content: renderStudyMarkdown(result) },
    ]),
  ];
}
