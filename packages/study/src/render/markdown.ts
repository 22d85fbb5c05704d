import type { StudyResult, StudyTable } from '../result.js';
import {
  commandOf,
  effectText,
  entryText,
  isNumeric,
  outcomeWords,
  regionText,
  roleWords,
  runSentences,
  summarySentence,
  verdictWords,
} from './words.js';

/** Text that means nothing to Markdown or HTML, in one line. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/^[-=#+]/, '\\$&')
    .replace(/^(\d+)([.)]) /, '$1\\$2 ');
}

type Row = readonly string[];

function markdownTable(titles: Row, rows: readonly Row[], numeric: readonly boolean[]): string {
  const line = (cells: Row) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rule = `| ${numeric.map((right) => (right ? '---:' : '---')).join(' | ')} |`;
  return [line(titles), rule, ...rows.map(line)].join('\n');
}

function dataTable({ title, columns, rows, note }: StudyTable): string {
  return [
    `### ${escapeMarkdown(title)}`,
    '',
    markdownTable(
      columns.map((column) =>
        column.unit === '' ? column.title : `${column.title} [${column.unit}]`,
      ),
      rows.map((row) => row.map(entryText)),
      columns.map((_, index) => rows.every((row) => isNumeric(row[index] ?? ''))),
    ),
    ...(note === undefined ? [] : ['', escapeMarkdown(note)]),
  ].join('\n');
}

/** A study's page. Charts are left out: what they show stands in the tables. */
export function renderStudyMarkdown(result: StudyResult): string {
  const line = escapeMarkdown;
  return `${[
    `# ${line(result.title)}: ${verdictWords[result.verdict]}`,
    '',
    line(result.answer),
    '',
    `**Claim.** ${line(result.claim)}`,
    '',
    `**Source.** ${line(result.source)}.`,
    '',
    `**What decides.** ${line(result.statistic)}`,
    '',
    `**What would refute it.** ${line(result.refutedBy)}`,
    '',
    '## Effects',
    '',
    markdownTable(
      ['effect', 'role', 'figure (95 % interval)', 'has to be', 'outcome'],
      result.criteria.map((criterion) => [
        criterion.name,
        roleWords[criterion.role],
        effectText(criterion),
        regionText(criterion),
        outcomeWords[criterion.outcome],
      ]),
      [false, false, true, false, false],
    ),
    '',
    '## Figures',
    '',
    ...result.tables.flatMap((table) => [dataTable(table), '']),
    '## What it does not say',
    '',
    ...result.limits.map((limit) => `- ${line(limit)}`),
    '',
    '## How it was made',
    '',
    ...runSentences(result).map((sentence) => `- ${line(sentence)}`),
    `- ${result.form} form, convbench ${line(result.convbenchVersion)}. Again: \`${commandOf(result)}\``,
  ].join('\n')}\n`;
}

/** The table of all studies. */
export function renderIndexMarkdown(results: readonly StudyResult[]): string {
  const rows = results.map((result) => {
    const link = `[${escapeMarkdown(result.title)}](${result.id}.md)`;
    return `| ${result.number} | ${link} | ${verdictWords[result.verdict]} | ${escapeMarkdown(result.answer)} |`;
  });
  return `${[
    '# Studies',
    '',
    `Claims about convolutional networks, measured. ${escapeMarkdown(summarySentence(results))} Each has a page of its own.`,
    '',
    '| no. | claim | result | what came out |',
    '| ---: | --- | --- | --- |',
    ...rows,
  ].join('\n')}\n`;
}
