import { z } from 'zod';

/** A range that holds the true value with the given confidence. */
export const intervalSchema = z.object({
  low: z.number(),
  high: z.number(),
  confidence: z.number().gt(0).lt(1),
});
export type Interval = z.infer<typeof intervalSchema>;

/** A figure that was measured, or the reason why not. Never 0 and never empty for "not measured". */
export const measuredSchema = z.union([
  z.strictObject({ value: z.number(), interval: intervalSchema.optional() }),
  z.strictObject({ notMeasured: z.string().min(1) }),
]);
export type Measured = z.infer<typeof measuredSchema>;

export function isMeasured(figure: Measured): figure is Extract<Measured, { value: number }> {
  return 'value' in figure;
}
