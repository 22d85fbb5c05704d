import type { NumberFormat } from './number.js';
import { formatNumber } from './number.js';

/** A fraction as '92.5 %', the sign on the same line. */
export function percent(fraction: number, format?: NumberFormat): string {
  return `${formatNumber(fraction * 100, format)}\u00a0%`;
}

/** A fraction in percent without the sign, where a title says it: '92.5'. */
export function percentPoints(fraction: number): string {
  return formatNumber(fraction * 100, { decimals: 1 });
}
