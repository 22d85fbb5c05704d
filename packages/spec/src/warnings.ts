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
  /** Change from the beginning to the end of steady state, over the median. */
  z.object({ kind: z.literal('drifting'), relativeChange: z.number() }),
  /** The samples have two separate levels; `slowShare` of them are at the slower one. */
  z.object({
    kind: z.literal('bimodal'),
    fastMs: z.number(),
    slowMs: z.number(),
    slowShare: z.number(),
  }),
  /** Part of the allowed CPUs' time that other programs used during steady state. */
  z.object({ kind: z.literal('contended'), otherShare: z.number() }),
  /** Other processes that computed on the GPU during steady state, as far as they have names. */
  z.object({ kind: z.literal('gpu-contended'), gpu: z.string(), processes: z.array(z.string()) }),
  z.object({ kind: z.literal('throttled'), detail: z.string() }),
  z.object({ kind: z.literal('reduced-batch'), asked: z.int(), run: z.int() }),
  /** Operators that the device does not have and the engine computes on the CPU. */
  z.object({
    kind: z.literal('cpu-fallback'),
    operators: z.array(z.string()),
    /** Of the nodes that the engine runs, and of the time that a run takes. */
    shareOfNodes: z.number(),
    shareOfTime: z.number(),
  }),
  z.object({ kind: z.literal('software-gpu'), adapter: z.string() }),
  /** Loading read from the disk what later rounds find in memory. */
  z.object({ kind: z.literal('cold-cache'), bytesRead: z.int() }),
  /** On battery, or a frequency governor that saves power. */
  z.object({ kind: z.literal('power-saving'), detail: z.string() }),
  z.object({ kind: z.literal('estimated-energy'), detail: z.string() }),
  z.object({
    kind: z.literal('parity-failed'),
    maximumDeviation: z.number(),
    limit: z.number(),
    top1Agreement: z.number(),
  }),
  /** Classes of test images that were others than in batches of another size, of so many that were looked at. */
  z.object({ kind: z.literal('batch-changes-answers'), images: z.int(), of: z.int() }),
  z.object({ kind: z.literal('non-finite-logits'), images: z.int() }),
  z.object({ kind: z.literal('not-learnt'), detail: z.string() }),
  /** Weights that were trained elsewhere do no better than guessing: labels or images are not what they were trained on. */
  z.object({ kind: z.literal('near-chance'), detail: z.string() }),
  /** What reading a network with weights of its own found, such as an ONNX file in training mode. */
  z.object({ kind: z.literal('imported-model-note'), note: z.string(), detail: z.string() }),
]);
export type Warning = z.infer<typeof warningSchema>;
export type WarningKind = Warning['kind'];
