import { z } from 'zod';

/** What can make a figure less trustworthy. A closed union: a report must be able to explain each. */
export const warningSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('noisy'),
    /** Relative half width of the median's interval. */
    relativeHalfWidth: z.number(),
  }),
  z.object({ kind: z.literal('warm-up-unstable'), iterations: z.int() }),
  z.object({ kind: z.literal('few-samples'), samples: z.int(), wanted: z.int() }),
  z.object({
    kind: z.literal('contended'),
    /** Load average (1 min) over the number of allowed CPUs when the cell began. */
    loadPerCpu: z.number(),
  }),
  z.object({ kind: z.literal('throttled'), detail: z.string() }),
  z.object({ kind: z.literal('reduced-batch'), asked: z.int(), run: z.int() }),
  z.object({ kind: z.literal('software-gpu'), adapter: z.string() }),
  z.object({ kind: z.literal('estimated-energy'), detail: z.string() }),
  z.object({
    kind: z.literal('parity-failed'),
    maximumDeviation: z.number(),
    limit: z.number(),
    top1Agreement: z.number(),
  }),
  z.object({ kind: z.literal('non-finite-logits'), images: z.int() }),
  z.object({ kind: z.literal('not-learnt'), detail: z.string() }),
  /** What reading a network with weights of its own found, such as an ONNX file in training mode. */
  z.object({ kind: z.literal('imported-model-note'), note: z.string(), detail: z.string() }),
]);
export type Warning = z.infer<typeof warningSchema>;
export type WarningKind = Warning['kind'];
