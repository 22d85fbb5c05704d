import type { Bounds } from '@convbench/statistics';
import { scaleLinear, scaleLog } from 'd3-scale';
import { formatNumber } from '../format/number.js';

/** Maps values to pixels, and has the ticks of its axis. */
export interface Scale {
  of(value: number): number;
  readonly ticks: readonly number[];
}

function spread(ranges: readonly Bounds[]): Bounds {
  return {
    low: ranges.reduce((low, range) => Math.min(low, range.low), Infinity),
    high: ranges.reduce((high, range) => Math.max(high, range.high), -Infinity),
  };
}

/** A linear scale around all ranges, with round ends; `from` and `to` are pixels. */
export function linearScale(
  ranges: readonly Bounds[],
  [from, to]: readonly [number, number],
  tickCount: number,
): Scale {
  const { low, high } = spread(ranges);
  const pad = high > low ? (high - low) * 0.05 : Math.abs(high) * 0.1 || 1;
  const scale = scaleLinear([low - pad, high + pad], [from, to]).nice(tickCount);
  return { of: (value) => scale(value), ticks: scale.ticks(tickCount) };
}

/** A linear scale from zero to `high`, without room to spare. */
export function scaleFromZero(
  high: number,
  [from, to]: readonly [number, number],
  tickCount: number,
): Scale {
  const scale = scaleLinear([0, high > 0 ? high : 1], [from, to]);
  return { of: (value) => scale(value), ticks: scale.ticks(tickCount) };
}

/** Round values between two positive ones, from 1 2 3 5 7, 1 2 5, 1 3 or 1 of each power of ten. */
function logTicks(low: number, high: number, atMost: number): number[] {
  const choices = [[1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];
  const powers = Array.from(
    { length: Math.floor(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, index) => Math.floor(Math.log10(low)) + index,
  );
  const all = choices.map((digits) =>
    powers
      .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
      .filter((tick) => tick >= low && tick <= high),
  );
  return all.find((ticks) => ticks.length <= atMost) ?? all.at(-1) ?? [];
}

/** A logarithmic scale around all ranges, which have to be positive. */
export function logScale(
  ranges: readonly Bounds[],
  [from, to]: readonly [number, number],
  tickCount: number,
): Scale {
  const { low, high } = spread(ranges);
  const pad = Math.max(1.08, (high / low) ** 0.08);
  const [start, end] = [low / pad, high * pad];
  const scale = scaleLog([start, end], [from, to]);
  const round = logTicks(start, end, tickCount);
  // Less than a third of a power of ten may hold no round value: then linear ticks serve.
  const ticks = round.length >= 2 ? round : scaleLinear([start, end], [0, 1]).ticks(3);
  return { of: (value) => scale(value), ticks };
}

/** A tick's number with no more digits than it needs; millions and more with their letter: '20 M'. */
export function tickText(tick: number): string {
  const size = Math.abs(tick);
  if (size >= 1e9) return `${tickText(tick / 1e9)}\u00a0G`;
  if (size >= 1e6) return `${tickText(tick / 1e6)}\u00a0M`;
  const rounded = Number(tick.toPrecision(6));
  const decimals = String(rounded).split('.')[1]?.length ?? 0;
  return Math.abs(rounded) < 1e-4 ? formatNumber(rounded) : formatNumber(rounded, { decimals });
}
