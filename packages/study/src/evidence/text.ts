import { isMeasured } from '@convbench/spec';
import type { Measured } from '@convbench/spec';

/** A number for a sentence: counts in full, else three significant digits, so that figures side by side look alike. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const digits = value.toPrecision(3);
  const rounded = Number(digits);
  return Math.abs(rounded) >= 1000 ? rounded.toLocaleString('en-US') : digits;
}

/** '0.42 (0.4 to 0.44)', or why there is no figure. */
export function withInterval(figure: Measured): string {
  if (!isMeasured(figure)) return `not measured (${figure.notMeasured})`;
  const { value, interval } = figure;
  return interval === undefined
    ? short(value)
    : `${short(value)} (${short(interval.low)} to ${short(interval.high)})`;
}

/** A figure and its interval times a positive number. */
export function scaled(figure: Measured, factor: number): Measured {
  if (!isMeasured(figure)) return figure;
  const { value, interval } = figure;
  if (interval === undefined) return { value: value * factor };
  const { low, high, confidence } = interval;
  return {
    value: value * factor,
    interval: { low: low * factor, high: high * factor, confidence },
  };
}

/** a / b of two positive figures, with bounds that hold however they depend on each other. */
export function ratioOf(a: Measured, b: Measured): Measured {
  if (!isMeasured(a)) return a;
  if (!isMeasured(b)) return b;
  const value = a.value / b.value;
  if (a.interval === undefined && b.interval === undefined) return { value };
  const rangeOf = ({ value: at, interval }: typeof a) => interval ?? { low: at, high: at };
  const [top, bottom] = [rangeOf(a), rangeOf(b)];
  return {
    value,
    interval: { low: top.low / bottom.high, high: top.high / bottom.low, confidence: 0.95 },
  };
}

/** Parameters and MACs of the part of a network whose layers' names begin with `part/`. */
export function partOf(
  groups: readonly {
    readonly name: string;
    readonly trainableParameters: number;
    readonly macs: number;
  }[],
  part: string,
): { readonly parameters: number; readonly macs: number } {
  const group = groups.find(({ name }) => name === part);
  if (group === undefined) throw new Error(`The network has no part '${part}'.`);
  return { parameters: group.trainableParameters, macs: group.macs };
}
