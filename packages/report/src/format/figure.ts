import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec';
import type { FigureDefinition } from '../figures/definition.js';
import { halfWidth, scaled } from '../stats/interval.js';
import { decimalsFor, formatNumber } from './number.js';

/** A figure as printed, without its unit. */
export interface PrintedFigure {
  readonly value: string;
  /** Half of the interval, with the decimals of the value: '0.09', or '<0.01' where it rounds to nothing. */
  readonly margin?: string;
}

/** 'not measured: reason'; a reason that says "not applicable" stands alone. */
export function notMeasuredText(reason: string): string {
  return reason.startsWith('not applicable') ? reason : `not measured: ${reason}`;
}

/** Prints a measured figure in the unit of its definition; undefined when it was not measured. */
export function printFigure(
  definition: FigureDefinition,
  figure: Measured,
  thousands?: string,
): PrintedFigure | undefined {
  if (!isMeasured(figure)) return undefined;
  const inUnit = scaled(figure, definition.factor);
  const decimals =
    definition.decimals ??
    (definition.unit === '' && Number.isInteger(figure.value) ? 0 : undefined) ??
    decimalsFor(inUnit.value);
  const tiny = inUnit.value !== 0 && Math.abs(inUnit.value) < 1e-4;
  const separator = thousands === undefined ? {} : { thousands };
  const print = (number: number) =>
    formatNumber(number, tiny ? separator : { ...separator, decimals });
  const half = halfWidth(inUnit);
  if (half === undefined) return { value: print(inUnit.value) };
  const margin = print(half);
  const nothing = !tiny && half > 0 && Number(half.toFixed(decimals)) === 0;
  return {
    value: print(inUnit.value),
    margin: nothing ? `<${print(10 ** -decimals)}` : margin,
  };
}

/** One line of plain text: '92.5 ± 0.5', or 'not measured: reason'. */
export function figureText(
  definition: FigureDefinition,
  figure: Measured,
  thousands?: string,
): string {
  if ('notMeasured' in figure) return notMeasuredText(figure.notMeasured);
  const printed = printFigure(definition, figure, thousands);
  if (printed === undefined) return '';
  return printed.margin === undefined ? printed.value : `${printed.value} ± ${printed.margin}`;
}
