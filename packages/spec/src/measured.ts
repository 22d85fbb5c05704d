import { z } from 'zod';

/** A range that holds the true value with the given confidence. */
export const intervalSchema = z.object({
  low: z.number(),
  high: z.number(),
  confidence: z.number().gt(0).lt(1),
});
export type Interval = z.infer<typeof intervalSchema>;

/** Why a figure is not there. */
export const notMeasuredSchema = z.strictObject({ notMeasured: z.string().min(1) });
export type NotMeasured = z.infer<typeof notMeasuredSchema>;

/** A figure that was measured, or the reason why not. Never 0 and never empty for "not measured". */
export const measuredSchema = z.union([
  z.strictObject({ value: z.number(), interval: intervalSchema.optional() }),
  notMeasuredSchema,
]);
export type Measured = z.infer<typeof measuredSchema>;
