import colors from 'picocolors';
import stringWidth from 'string-width';
import { terminalText } from './output.js';

export type Alignment = 'left' | 'right';

export interface Column {
  readonly title: string;
  readonly align?: Alignment;
}

const GAP = '  ';

const oneLine = (text: string): string => terminalText(text).replace(/\s*\n\s*/g, ' ');

/** Draws rows under their titles without any frame, numbers to the right. Line breaks in a cell become spaces. */
export function drawTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const titles = columns.map(({ title }) => colors.bold(oneLine(title)));
  const table = [
    titles,
    ...rows.map((row) => columns.map((_, index) => oneLine(row[index] ?? ''))),
  ];
  const cells = table.map((row) => row.map((text) => ({ text, width: stringWidth(text) })));
  const widths = columns.map((_, index) =>
    cells.reduce((widest, row) => Math.max(widest, row[index]?.width ?? 0), 0),
  );
  return cells
    .map((row) =>
      row
        .map(({ text, width }, index) => {
          const space = ' '.repeat((widths[index] ?? 0) - width);
          return columns[index]?.align === 'right' ? space + text : text + space;
        })
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}
