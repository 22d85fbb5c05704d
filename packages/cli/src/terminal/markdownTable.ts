import { escapeMarkdown } from '@convbench/report';
import type { Column } from './table.js';

/** A table as Markdown reads it, and HTML in it as text: it is made for comments that others see. */
export function markdownTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const cell = (text: string) => escapeMarkdown(text.replace(/\s+/g, ' '));
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    `|${columns.map(({ align }) => (align === 'right' ? ' ---: |' : ' --- |')).join('')}`,
    ...rows.map(line),
  ].join('\n');
}
