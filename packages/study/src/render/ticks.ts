/** At most so many steps of an axis, give or take one. */
const STEPS = 5;
const MANTISSAS = [1, 2, 5] as const;

/** Round numbers within a range, for the ticks of an axis; at least the two ends where there is no other. */
export function ticksOf(low: number, high: number, logarithmic: boolean): readonly number[] {
  const ticks = logarithmic ? logarithmicTicks(low, high) : linearTicks(low, high);
  return ticks.length >= 2 ? ticks : [...new Set([low, high])];
}

function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / STEPS;
  if (!(rough > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (MANTISSAS.find((mantissa) => mantissa * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

function logarithmicTicks(low: number, high: number): number[] {
  if (!(low > 0)) return [];
  const powers = Array.from(
    { length: Math.floor(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, index) => Math.floor(Math.log10(low)) + index,
  );
  const mantissas = powers.length > STEPS ? [1] : MANTISSAS;
  return powers
    .flatMap((power) => mantissas.map((mantissa) => Number(`${mantissa}e${power}`)))
    .filter((tick) => tick >= low && tick <= high);
}

/** '20 M', '0.5': as short as an axis needs. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  const [factor, suffix] =
    size >= 1e9 ? [1e9, ' G'] : size >= 1e6 ? [1e6, ' M'] : size >= 1e4 ? [1e3, ' k'] : [1, ''];
  return `${Number((value / factor).toPrecision(3))}${suffix}`;
}
