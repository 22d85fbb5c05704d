import { describeSetting } from '@convbench/core';
import type { AccuracyComparison, RunComparison, TwoRunsComparison } from '@convbench/core';
import { isMeasured, percent } from '@convbench/spec';
import type { Cell, Measured } from '@convbench/spec';
import { networkName } from './networkName.js';
import type { Column } from './table.js';

/** Draws a table, for a terminal or as Markdown. */
export type TableStyle = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
) => string;

const right = (title: string): Column => ({ title, align: 'right' });

export function drawRunComparison(comparison: RunComparison, table: TableStyle): string {
  const { cells, times, accuracies, noiseFloor } = comparison;
  const settings = [...new Set(times.map(({ first }) => describeSetting(cellOf(cells, first))))];
  return [
    ...settings.flatMap((setting) => [
      '',
      setting,
      '',
      table(
        [
          { title: 'network' },
          { title: 'is' },
          { title: 'than' },
          right('time ratio'),
          right('p (Holm)'),
          { title: 'why' },
        ],
        times
          .filter(({ first }) => describeSetting(cellOf(cells, first)) === setting)
          .map(({ first, second, verdict, ratio, adjustedPValue, reason }) => [
            networkName(cellOf(cells, first).network),
            verdictText(verdict),
            networkName(cellOf(cells, second).network),
            ratioText(ratio),
            probability(adjustedPValue),
            reason,
          ]),
      ),
    ]),
    '',
    isMeasured(noiseFloor)
      ? `Noise of this run: two measurements of one cell differ by less than ${percent(noiseFloor.value)} 19 times of 20.`
      : `Noise of this run: not known (${noiseFloor.notMeasured}).`,
    ...drawAccuracies(accuracies, (id) => networkName(cellOf(cells, id).network), table, [
      'network',
      'than',
    ]),
  ].join('\n');
}

export function drawTwoRuns(comparison: TwoRunsComparison, table: TableStyle): string {
  const { before, after, cells, times, accuracies, differences, commonShift } = comparison;
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const nameOf = (id: string) => {
    const cell = byId.get(id);
    return cell === undefined ? id : networkName(cell.network);
  };
  return [
    `before: ${before.title} (${before.runId})`,
    `after:  ${after.title} (${after.runId})`,
    ...differences.map(
      ({ what, first, second, matters }) =>
        `${matters ? 'Differs' : 'Differs, of no account'}: ${what}, ${first} against ${second}`,
    ),
    '',
    table(
      [
        { title: 'network' },
        { title: 'setting' },
        { title: 'after is' },
        right('time ratio'),
        right('p (Holm)'),
        { title: 'why' },
      ],
      times.map(({ verdict, ratio, adjustedPValue, reason }, index) => {
        const cell = cells[index] as Cell;
        return [
          networkName(cell.network),
          describeSetting(cell),
          verdictText(verdict),
          ratioText(ratio),
          probability(adjustedPValue),
          reason,
        ];
      }),
    ),
    ...(isMeasured(commonShift)
      ? [
          '',
          `All cells together: ${percentChange(commonShift.value)} time. Where all moved alike, it may be the machine that did.`,
        ]
      : []),
    ...drawAccuracies(accuracies, nameOf, table, ['network, after', 'before']),
    ...comparison.broken.map(({ reason }) => `\nNo result after: ${reason}`),
    ...leftOut('Only before', comparison.onlyBefore),
    ...leftOut('Only after', comparison.onlyAfter),
  ].join('\n');
}

function drawAccuracies(
  accuracies: readonly AccuracyComparison[],
  nameOf: (id: string) => string,
  table: TableStyle,
  [firstTitle, secondTitle]: readonly [string, string],
): string[] {
  if (accuracies.length === 0) return [];
  return [
    '',
    'Top-1 on the same images (McNemar)',
    '',
    table(
      [
        { title: firstTitle },
        right('top-1'),
        { title: 'is' },
        { title: secondTitle },
        right('top-1'),
        right('p (Holm)'),
        { title: 'why' },
      ],
      accuracies.map((each) => [
        nameOf(each.first),
        share(each.firstTop1),
        verdictText(each.verdict),
        nameOf(each.second),
        share(each.secondTop1),
        probability(each.adjustedPValue),
        each.reason,
      ]),
    ),
  ];
}

function leftOut(what: string, cells: readonly Cell[]): string[] {
  if (cells.length === 0) return [];
  const names = cells.map((cell) => `${networkName(cell.network)} (${describeSetting(cell)})`);
  return ['', `${what}: ${names.join('; ')}`];
}

function cellOf(cells: RunComparison['cells'], id: string): Cell {
  const cell = cells[id];
  if (cell === undefined) throw new Error(`The comparison has no cell ${id}.`);
  return cell;
}

const verdictText = (verdict: string) => verdict.replaceAll('-', ' ');
const percentChange = (ratio: number) => `${ratio < 1 ? '−' : '+'}${percent(Math.abs(ratio - 1))}`;

function ratioText(ratio: Measured): string {
  if (!isMeasured(ratio)) return 'not measured';
  const { value, interval } = ratio;
  const digits = (each: number) => each.toPrecision(3);
  return interval === undefined
    ? digits(value)
    : `${digits(value)} (${digits(interval.low)} to ${digits(interval.high)})`;
}

function probability(value: number | undefined): string {
  if (value === undefined) return '';
  return value < 0.001 ? '< 0.001' : value.toFixed(3);
}

function share(top1: Measured): string {
  if (!isMeasured(top1)) return 'not measured';
  const { value, interval } = top1;
  const range =
    interval === undefined
      ? ''
      : ` (${(100 * interval.low).toFixed(1)} to ${(100 * interval.high).toFixed(1)})`;
  return percent(value) + range;
}
