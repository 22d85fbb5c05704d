import { isMeasured } from '@convbench/spec';
import { boundsOf } from '@convbench/statistics';
import type { FigureKey } from '../figures/figures.js';
import { figures } from '../figures/figures.js';
import { scaled } from '../stats/interval.js';
import type { CellView } from './cells.js';
import { figureOf, isRanked } from './cells.js';
import type { RunView } from './runView.js';

/** What a page lets its reader limit, in the order of its sliders; the flags of `convbench pick` have the same names. */
export const PICK_LIMITS = [
  { name: 'min-top1', key: 'top1', sign: 1 },
  { name: 'max-latency-ms', key: 'latencyMedian', sign: -1 },
  { name: 'max-memory-mb', key: 'peakRss', sign: -1 },
] as const satisfies readonly { name: string; key: FigureKey; sign: 1 | -1 }[];

/** A figure in the unit of its column: value, and the ends of its interval (the value itself where there is none). */
export type PickFigure = readonly [value: number, low: number, high: number];

export interface PickData {
  /** Labels of the networks, by the index that names them in the page. */
  readonly networks: readonly string[];
  readonly limits: readonly {
    readonly name: string;
    /** 1: at least; -1: at most. */
    readonly sign: 1 | -1;
    readonly title: string;
    readonly unit: string;
    /** The limits that make a difference, from the one that all keep to the strictest; in the unit of the figures. */
    readonly stops: readonly number[];
  }[];
  /** The batch size of every slice. */
  readonly batches: readonly number[];
  /** Slice by slice; of another scenario than latency none, as in `convbench pick`. */
  readonly slices: readonly (readonly {
    readonly network: number;
    /** The figures in the order of `limits`; null is not measured. */
    readonly figures: readonly (PickFigure | null)[];
  }[])[];
}

/** More make a slider that cannot be aimed. */
const MOST_STOPS = 60;
const STOP_DIGITS = 3;

/** What the page picks from: the cells that take part in rankings. Limits on which no two cells differ are left out. */
export function pickDataOf({ networks, slices }: RunView): PickData {
  const candidates = slices.map(({ cells }) =>
    cells.filter((view) => view.cell.scenario === 'latency' && isRanked(view)),
  );
  const limits = PICK_LIMITS.flatMap(({ name, key, sign }) => {
    const stops = stopsOf(candidates.flat(), key, sign);
    const { title, unit } = figures[key];
    return stops.length < 2 ? [] : [{ name, key, sign, title, unit, stops }];
  });
  return {
    networks: networks.map(({ label }) => label),
    limits: limits.map(({ key: _, ...limit }) => limit),
    batches: slices.map(({ cells }) => cells[0]?.cell.batchSize ?? 1),
    slices: candidates.map((cells) =>
      cells.map((view) => ({
        network: view.network.index,
        figures: limits.map(({ key }) => pickFigure(view, key)),
      })),
    ),
  };
}

function pickFigure(view: CellView, key: FigureKey): PickFigure | null {
  const figure = figureOf(view, key);
  if (!isMeasured(figure)) return null;
  const inUnit = scaled(figure, figures[key].factor);
  const { low, high } = boundsOf(inUnit);
  return [inUnit.value, low, high];
}

/** One for every estimate that it lets in, rounded to the side that does. */
function stopsOf(cells: readonly CellView[], key: FigureKey, sign: 1 | -1): number[] {
  const values = cells.flatMap((view) => pickFigure(view, key)?.[0] ?? []);
  const stops = [...new Set(values.map((value) => rounded(value, sign)))].sort(
    (a, b) => sign * (a - b),
  );
  const step = Math.ceil(stops.length / MOST_STOPS);
  return stops.filter((_, index) => index % step === 0 || index === stops.length - 1);
}

function rounded(value: number, sign: 1 | -1): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(value)) - STOP_DIGITS + 1);
  const whole = sign > 0 ? Math.floor(value / unit) : Math.ceil(value / unit);
  return Number((whole * unit).toPrecision(STOP_DIGITS + 1));
}
