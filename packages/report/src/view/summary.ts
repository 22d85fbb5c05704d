import type { Measured } from '@convbench/spec';
import type { FigureKey } from '../figures/figures.js';
import { figureKeys, figures } from '../figures/figures.js';
import { answerOf } from '../text/answer.js';
import { plainText } from '../text/phrase.js';
import type { Mark } from '../stats/ties.js';
import { figureOf, isRanked } from './cells.js';
import type { CellStanding } from './rankings.js';
import { marksOf, placeCells } from './rankings.js';
import type { RunView } from './runView.js';

/** What follows from the records: for programs that want a report's conclusions and not its page. */
export interface Summary {
  readonly slices: readonly {
    readonly title: string;
    readonly answer: string;
    readonly detail: string;
    readonly cells: readonly {
      readonly cellId: string;
      readonly network: string;
      readonly status: 'measured' | 'failed' | 'not run';
      readonly ranked: boolean;
      /** In accuracy against speed (median latency, or time per image of the scenarios about a rate); null where one of them was not measured. */
      readonly standing: CellStanding | null;
      /** In the record's own units, by CSV column. */
      readonly figures: Readonly<Record<string, Measured>>;
      readonly marks: Readonly<Record<string, Exclude<Mark, undefined>>>;
    }[];
  }[];
}

const columnOf = (key: FigureKey) => `${figures[key].column.stem}_${figures[key].column.unit}`;

export function summarize({ slices }: RunView): Summary {
  return {
    slices: slices.map((slice) => {
      const answer = answerOf(slice);
      const placed = placeCells(slice, slice.speed);
      const marks = figureKeys.map((key) => [columnOf(key), marksOf(slice, key)] as const);
      return {
        title: slice.title,
        answer: plainText(answer.headline),
        detail: plainText(answer.detail).trim(),
        cells: slice.cells.map((view, at) => ({
          cellId: view.cell.id,
          network: view.network.fullLabel,
          status: view.measured ? 'measured' : view.failed ? 'failed' : 'not run',
          ranked: isRanked(view),
          standing: placed.find(({ cell }) => cell === view)?.standing ?? null,
          figures: Object.fromEntries(
            figureKeys.map((key) => [columnOf(key), figureOf(view, key)]),
          ),
          marks: Object.fromEntries(
            marks.flatMap(([column, all]) => {
              const mark = all[at];
              return mark === undefined ? [] : [[column, mark]];
            }),
          ),
        })),
      };
    }),
  };
}
