/** What stands between groups of three digits: a narrow no-break space, or a plain one in a terminal. */
export const NARROW_NO_BREAK_SPACE = '\u202f';

export interface NumberFormat {
  /** Significant digits; digits before the point are never rounded away. Default 3. */
  readonly digits?: number;
  /** Digits after the point, instead of a number of significant ones. */
  readonly decimals?: number;
  readonly thousands?: string;
}

function assertFinite(value: number): void {
  if (!Number.isFinite(value)) {
    throw new RangeError(`${value} is no figure and is never printed as one.`);
  }
}

/** Digits after the point that give `value` the asked number of significant digits. */
export function decimalsFor(value: number, digits = 3): number {
  assertFinite(value);
  if (value === 0) return 0;
  // Rounding first: 9.996 has one digit before the point, 10.0 has two.
  const magnitude = Number(Math.abs(value).toPrecision(digits));
  return Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)));
}

function group(integer: string, thousands: string): string {
  return integer.replace(/\B(?=(\d{3})+$)/g, thousands);
}

/**
 * A number for a reader: three significant digits, decimal point, grouped thousands ('3.58', '0.0123', '1 204').
 * Whole numbers stay whole ('8', '60 000').
 * Below 0.0001 and from 1e15 on it is in powers of ten ('1.00e-7'). Throws a `RangeError` for NaN and infinities:
 * these are "not measured", which the caller has to say.
 */
export function formatNumber(value: number, format: NumberFormat = {}): string {
  assertFinite(value);
  const digits = format.digits ?? 3;
  const magnitude = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (magnitude !== 0 && format.decimals === undefined && (magnitude < 1e-4 || magnitude >= 1e15)) {
    return sign + magnitude.toExponential(digits - 1);
  }
  const whole = Number.isInteger(value) && format.digits === undefined;
  const decimals = format.decimals ?? (whole ? 0 : decimalsFor(value, digits));
  const fixed = magnitude.toFixed(decimals);
  const [integer = '0', fraction] = fixed.split('.');
  const grouped = group(integer, format.thousands ?? NARROW_NO_BREAK_SPACE);
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return /[1-9]/.test(text) ? sign + text : text;
}
