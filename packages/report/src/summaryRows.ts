import { legible } from '@convbench/spec';
import type { RunResults } from '@convbench/spec';
import type { FigureKey } from './figures/figures.js';
import { figures } from './figures/figures.js';
import { figureText } from './format/figure.js';
import { explainWarning } from './text/warning.js';
import { figureOf } from './view/cells.js';
import type { NetworkView } from './view/networks.js';
import { viewRun } from './view/runView.js';

export interface SummaryColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** A table of plain text, to be drawn by whoever has a terminal. */
export interface SummaryTable {
  readonly columns: readonly SummaryColumn[];
  /** One row per measured cell in the order of the plan, one text per column. */
  readonly rows: readonly (readonly string[])[];
}

const FIGURES: readonly (readonly [FigureKey, string])[] = [
  ['top1', 'top-1 %'],
  ['latencyMedian', 'median ms'],
  ['latencyP95', 'p95 ms'],
  ['imagesPerSecond', 'images/s'],
  ['peakRss', 'peak RSS MB'],
  ['trainableParameters', 'params M'],
  ['macs', 'MACs M'],
];

const left = (title: string): SummaryColumn => ({ title, align: 'left' });
const right = (title: string): SummaryColumn => ({ title, align: 'right' });

const printable = (text: string) => legible(text).replace(/\s+/g, ' ');

const nameOf = ({ label, distinctiveOptions }: NetworkView) =>
  distinctiveOptions === '' || label.includes(distinctiveOptions)
    ? label
    : `${label} (${distinctiveOptions})`;

/**
 * The measured cells as a reader of a terminal wants them. The interval stands behind top-1 and the median only;
 * what was not measured is said in a word, its reason stands in the reports.
 */
export function summaryRows(results: RunResults): SummaryTable {
  const { cells } = viewRun(results);
  return {
    columns: [
      left('network'),
      left('backend'),
      right('batch'),
      ...FIGURES.map(([, title]) => right(title)),
      left('warnings'),
    ],
    rows: cells
      .filter(({ measured }) => measured !== undefined)
      .map((view) => [
        printable(nameOf(view.network)),
        printable(`${view.cell.backend.name}/${view.cell.backend.device}`),
        String(view.cell.batchSize),
        ...FIGURES.map(([key]) => {
          const figure = figureOf(view, key);
          if ('notMeasured' in figure) return 'not measured';
          const shown =
            key === 'top1' || key === 'latencyMedian' ? figure : { value: figure.value };
          return figureText(figures[key], shown, ' ');
        }),
        view.warnings.map((warning) => explainWarning(warning).label).join(', '),
      ]),
  };
}
