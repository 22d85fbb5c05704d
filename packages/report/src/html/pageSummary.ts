import { isMeasured } from '@convbench/spec';
import { figureKeys, figures } from '../figures/figures.js';
import { answerOf } from '../text/answer.js';
import { plainText } from '../text/phrase.js';
import { figureOf } from '../view/cells.js';
import { placeCells } from '../view/rankings.js';
import type { RunView } from '../view/runView.js';

/** As many digits as a page's reader can use; the records hold all. */
const short = (value: number) => Number(value.toPrecision(6));

/**
 * What a program may want of a page without reading its tables: answers, standings and figures by column, row by
 * row in the order of `columns`. `null` is "not measured"; the reason stands in the page's tables.
 */
export function pageSummary({ run, slices }: RunView) {
  return {
    runId: run.runId,
    columns: figureKeys.map((key) => `${figures[key].column.stem}_${figures[key].column.unit}`),
    slices: slices.map((slice) => {
      const placed = placeCells(slice, slice.speed);
      return {
        title: slice.title,
        answer: plainText(answerOf(slice).headline),
        cells: slice.cells.map((view) => ({
          id: view.cell.id,
          network: view.network.label,
          standing: placed.find(({ cell }) => cell === view)?.standing ?? null,
          figures: figureKeys.map((key) => {
            const figure = figureOf(view, key);
            return isMeasured(figure) ? short(figure.value) : null;
          }),
        })),
      };
    }),
  };
}
