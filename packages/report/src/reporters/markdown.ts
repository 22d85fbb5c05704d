import { legible } from '@convbench/spec';
import type { RunResults } from '@convbench/spec';
import type { FigureKey } from '../figures/figures.js';
import { figures } from '../figures/figures.js';
import { formatDate } from '../format/date.js';
import { figureText, notMeasuredText } from '../format/figure.js';
import { formatDuration } from '../format/duration.js';
import { formatNumber } from '../format/number.js';
import { cellTable } from '../table/cellTable.js';
import type { Selection } from '../table/selectRows.js';
import { selectRows } from '../table/selectRows.js';
import { answerOf } from '../text/answer.js';
import { failureText } from '../text/failure.js';
import { machineName } from '../text/machineName.js';
import { hostRows, methodRows } from '../text/method.js';
import { plainText } from '../text/phrase.js';
import { recipeRows } from '../text/recipe.js';
import { transferRows } from '../text/transfer.js';
import { explainWarning } from '../text/warning.js';
import { figureOf } from '../view/cells.js';
import { boundMark } from '../view/lowerBound.js';
import type { RunView } from '../view/runView.js';
import { viewRun } from '../view/runView.js';
import { sharedReason } from '../view/sharedReason.js';
import type { Slice } from '../view/slices.js';

const COLUMNS: readonly FigureKey[] = [
  'top1',
  'latencyMedian',
  'latencyP95',
  'imagesPerSecond',
  'peakRss',
  'trainableParameters',
  'macs',
  'energyPerImage',
];

/** Text that Markdown and the HTML in it leave alone, on one line. */
export function escapeMarkdown(text: string): string {
  return legible(text)
    .replace(/[\\`*_[\]<>|~#]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/@(?=\w)/g, '@\u2060')
    .replace(/\s*[\r\n]+\s*/g, ' ');
}

function table(header: readonly string[], right: boolean, rows: readonly (readonly string[])[]) {
  const rule = header.map((_, index) => (right && index > 0 ? '---:' : '---'));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function sliceTable(slice: Slice, columns: readonly FigureKey[]): string {
  const header = columns.map((key) => {
    const { title, unit } = figures[key];
    return unit === '' ? title : `${title}, ${unit}`;
  });
  const rows = slice.cells.map((view) => {
    const name = escapeMarkdown(view.network.label);
    const labels = view.warnings.map((warning) => explainWarning(warning).label);
    if (!view.measured) {
      const why = view.failed ? failureText(view.failed.failure) : 'not run yet';
      return [name, ...columns.map((_, at) => (at === 0 ? escapeMarkdown(why) : '–')), ''];
    }
    return [
      name,
      ...columns.map((key) =>
        escapeMarkdown(boundMark(view, key) + figureText(figures[key], figureOf(view, key))),
      ),
      labels.join(', '),
    ];
  });
  return table(['Network', ...header, 'Warnings'], true, rows);
}

function warningLines(view: RunView): string[] {
  return view.slices.flatMap((slice) =>
    slice.cells.flatMap(({ network, warnings }) =>
      warnings.map((warning) => {
        const { label, happened, remedy } = explainWarning(warning);
        const where = escapeMarkdown(`${network.label}, ${slice.title}`);
        return `- **${label}** (${where}): ${escapeMarkdown(`${happened} ${remedy}`)}`;
      }),
    ),
  );
}

function failureLines(view: RunView): string[] {
  const cells = view.slices.flatMap((slice) =>
    slice.cells.flatMap(({ network, failed }) =>
      failed ? [{ what: `${network.label}, ${slice.title}`, failure: failed.failure }] : [],
    ),
  );
  const trainings = view.failedTrainings.map(({ network, training }) => ({
    what: `Training of ${network.label}`,
    failure: training.failure,
  }));
  return [...trainings, ...cells].map(({ what, failure }) => {
    const text = `${failureText(failure)}: ${failure.message} ${failure.remedy ?? ''}`;
    return `- **${escapeMarkdown(what)}** ${escapeMarkdown(text.trim())}`;
  });
}

function trainingTable({ trainings }: RunView): string {
  const rows = trainings.map(({ training, network }) => {
    const facts = [...recipeRows(training.recipe), ...transferRows(training.transfer)];
    const recipe = facts.map(([name, value]) => `${name}: ${value}`);
    return [
      network.label,
      formatNumber(training.imagesSeen),
      `${formatDuration(training.trainSeconds)}${training.fromCache ? ' (from cache)' : ''}`,
      formatNumber(training.imagesPerSecond),
      recipe.join('; '),
    ].map(escapeMarkdown);
  });
  return table(['Network', 'Images seen', 'Time', 'Images/s', 'Recipe'], false, rows);
}

function pretrainedLines({ cells }: RunView): string[] {
  const lines = cells.flatMap(({ cell, network }) =>
    cell.pretrained === undefined
      ? []
      : [
          `- **${escapeMarkdown(network.label)}** ${cell.pretrained.untrained ? 'was not trained' : 'came with its weights; nothing was trained'}: ${escapeMarkdown(cell.pretrained.origin)}, SHA-256 ${cell.pretrained.sha256}`,
        ],
  );
  return [...new Set(lines)];
}

const rowLines = (rows: readonly (readonly [string, string])[]) =>
  rows.map(([name, text]) => `- ${name}: ${escapeMarkdown(text)}`);

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : [`### ${title}`, lines.join('\n')];

/** Chosen columns as one table, for an issue: every digit of the record, numbers to the right. */
export function renderMarkdownTable(results: RunResults, selection: Selection): string {
  const { columns, rows } = selectRows(cellTable(results), selection);
  const numeric = (column: string) => rows.some((row) => typeof row[column] === 'number');
  const lines = [
    columns.map(escapeMarkdown),
    columns.map((column) => (numeric(column) ? '---:' : '---')),
    ...rows.map((row) => columns.map((column) => escapeMarkdown(String(row[column] ?? '')))),
  ];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** Answer, tables and how they came about, ready to paste in a README or an issue. */
export function renderMarkdown(results: RunResults): string {
  const view = viewRun(results);
  const dataset = [...new Set(view.cells.map(({ cell }) => cell.dataset.title))].join(', ');
  const absent = COLUMNS.flatMap((key) => {
    const reason = sharedReason(view.cells, key);
    return reason === undefined ? [] : [{ key, reason }];
  });
  const columns = COLUMNS.filter((key) => !absent.some((entry) => entry.key === key));
  const blocks = [
    `## ${escapeMarkdown(view.run.title)}`,
    `${escapeMarkdown(dataset)}; ${escapeMarkdown(machineName(view))}; ${formatDate(view.run.startedAt)}; convbench ${escapeMarkdown(view.run.convbenchVersion)}`,
    ...view.slices.flatMap((slice) => {
      const answer = answerOf(slice);
      return [
        `### ${escapeMarkdown(slice.title)}`,
        `**${escapeMarkdown(plainText(answer.headline))}** ${escapeMarkdown(plainText(answer.detail))}`.trim(),
        sliceTable(slice, columns),
      ];
    }),
    ...absent.map(({ key, reason }) =>
      escapeMarkdown(
        `${figures[key].title} has no column: in every cell it is ${notMeasuredText(reason)}.`,
      ),
    ),
    '± is half of the interval; its ends stand where ± would reach below zero. “Not measured” is never 0.',
    ...section('Warnings', warningLines(view)),
    ...section('What failed', failureLines(view)),
    ...section('Training', view.trainings.length === 0 ? [] : [trainingTable(view)]),
    ...section('Weights from elsewhere', pretrainedLines(view)),
    ...section('Machine', rowLines(hostRows(view))),
    ...section('How it was measured', rowLines(methodRows(view))),
  ];
  return `${blocks.join('\n\n')}\n`;
}
