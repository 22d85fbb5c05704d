import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec';
import type { Estimate } from '@convbench/statistics';
import { boundsOf } from '@convbench/statistics';
import type { FigureDefinition } from '../figures/definition.js';
import { halfWidth, isLopsided, scaled } from '../stats/interval.js';
import { decimalsFor, formatNumber } from './number.js';

/** A figure as printed, without its unit. */
export interface PrintedFigure {
  readonly value: string;
  readonly spread?: PrintedSpread;
}

export type PrintedSpread =
  /** Half of the interval, with the decimals of the value: '0.09', or '<0.01' where it rounds to nothing. */
  | { readonly margin: string }
  /** The ends of an interval that half of it would tell wrongly. */
  | { readonly low: string; readonly high: string };

/** '±0.09', or '(0.059 to 12)'; `space` stands after the sign. */
export function spreadText(spread: PrintedSpread, space = ''): string {
  if ('margin' in spread) return `±${space}${spread.margin}`;
  return `(${spread.low} to ${spread.high})`;
}

/** 'not measured: reason'; a reason that says "not applicable" stands alone. */
export function notMeasuredText(reason: string): string {
  return reason.startsWith('not applicable') ? reason : `not measured: ${reason}`;
}

/**
 * Digits after the point: three significant ones or as many as the figure asks for, and one more where the interval
 * would round to nothing and is still wide enough to bear it.
 */
function decimalsOf(definition: FigureDefinition, inUnit: Estimate): number {
  if (definition.decimals !== undefined) return definition.decimals;
  if (definition.unit === '' && Number.isInteger(inUnit.value)) return 0;
  const decimals = decimalsFor(inUnit.value, definition.digits);
  const half = halfWidth(inUnit) ?? 0;
  return roundsToZero(half, decimals) && !roundsToZero(half, decimals + 1)
    ? decimals + 1
    : decimals;
}

const roundsToZero = (value: number, decimals: number) =>
  value > 0 && Number(value.toFixed(decimals)) === 0;

/** Prints a measured figure in the unit of its definition; undefined when it was not measured. */
export function printFigure(
  definition: FigureDefinition,
  figure: Measured,
  thousands?: string,
): PrintedFigure | undefined {
  if (!isMeasured(figure)) return undefined;
  const inUnit = scaled(figure, definition.factor);
  const separator = thousands === undefined ? {} : { thousands };
  // Too small for decimals: in powers of ten, where three digits say enough.
  if (inUnit.value !== 0 && Math.abs(inUnit.value) < 1e-4) {
    return { value: formatNumber(inUnit.value, separator) };
  }
  const decimals = decimalsOf(definition, inUnit);
  const print = (number: number) => formatNumber(number, { ...separator, decimals });
  const value = print(inUnit.value);
  const half = halfWidth(inUnit);
  if (half === undefined) return { value };
  if (isLopsided(inUnit)) {
    const end = (number: number) => formatNumber(number, { ...separator, digits: 2 });
    const { low, high } = boundsOf(inUnit);
    return { value, spread: { low: end(low), high: end(high) } };
  }
  const margin = roundsToZero(half, decimals) ? `<${print(10 ** -decimals)}` : print(half);
  return { value, spread: { margin } };
}

/** One line of plain text: '92.5 ± 0.5', '0.832 (0.059 to 12)', or 'not measured: reason'. */
export function figureText(
  definition: FigureDefinition,
  figure: Measured,
  thousands?: string,
): string {
  if ('notMeasured' in figure) return notMeasuredText(figure.notMeasured);
  const printed = printFigure(definition, figure, thousands);
  if (printed === undefined) return '';
  const { value, spread } = printed;
  return spread === undefined ? value : `${value} ${spreadText(spread, ' ')}`;
}
