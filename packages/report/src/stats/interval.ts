import { boundsOf, type Bounds, type Estimate } from '@convbench/statistics';

/** Half of the interval's width; undefined without an interval. */
export function halfWidth({ interval }: Estimate): number | undefined {
  return interval === undefined ? undefined : (interval.high - interval.low) / 2;
}

/**
 * Whether ± half of the interval would speak of figures down to zero and below, which the interval itself shuts out: so
 * it is with few processes that differ much.
 */
export function isLopsided(estimate: Estimate): boolean {
  const half = halfWidth(estimate);
  return half !== undefined && half >= estimate.value && boundsOf(estimate).low > 0;
}

/** Value and interval times a positive factor, for another unit. */
export function scaled({ value, interval }: Estimate, factor: number): Estimate {
  if (interval === undefined) return { value: value * factor };
  return {
    value: value * factor,
    interval: { ...interval, low: interval.low * factor, high: interval.high * factor },
  };
}

/** a / b with bounds that hold whatever the dependence of the two: never too narrow. */
export function ratio(a: Estimate, b: Estimate): { readonly value: number } & Bounds {
  const [top, bottom] = [boundsOf(a), boundsOf(b)];
  return { value: a.value / b.value, low: top.low / bottom.high, high: top.high / bottom.low };
}

/** a - b of two independent estimates; half widths add in squares. */
export function difference(a: Estimate, b: Estimate): { readonly value: number } & Bounds {
  const value = a.value - b.value;
  const half = Math.hypot(halfWidth(a) ?? 0, halfWidth(b) ?? 0);
  return { value, low: value - half, high: value + half };
}
