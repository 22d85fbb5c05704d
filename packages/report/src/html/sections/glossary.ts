import { figureKeys, figures } from '../../figures/figures.js';
import type { Markup } from '../markup.js';
import { definitions, section } from './layout.js';

/** What every figure of the report means, from the definitions that print it. */
export function glossary(): Markup {
  const rows = figureKeys.map((key) => [figures[key].title, figures[key].meaning] as const);
  return section({
    id: 'glossary',
    title: 'What do the figures mean?',
    how: 'A figure that could not be taken is “not measured” with its reason. It is never 0, and sorts last.',
    body: definitions(rows, 'terms'),
  });
}
