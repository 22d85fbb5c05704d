/** @file How all rooms write shares and lists in their messages, and on the terminal. */

/**
 * `decimals` always stand after the point. `digits` are significant ones, without zeros at the end. `rough` has one digit
 * after the point below 10 %, and none above or where it would be a zero.
 */
export type PercentFormat = 'rough' | { readonly decimals: number } | { readonly digits: number };

/** A fraction as '92.5 %'. */
export function percent(fraction: number, format: PercentFormat = { decimals: 1 }): string {
  return `${percentDigits(100 * fraction, format)} %`;
}

function percentDigits(value: number, format: PercentFormat): string {
  if (format === 'rough') return String(Number(value.toFixed(value < 10 ? 1 : 0)));
  if ('digits' in format) return String(Number(value.toPrecision(format.digits)));
  return value.toFixed(format.decimals);
}

/**
 * The first few names, and how many more there are: 'a, b and 7 more'. Any other separator than the comma stands before
 * 'and' as well.
 */
export function firstOf(names: readonly string[], limit = 5, separator = ', '): string {
  const shown = names.slice(0, limit).join(separator);
  const more = names.length - limit;
  return more > 0 ? `${shown}${separator === ', ' ? ' ' : separator}and ${more} more` : shown;
}
