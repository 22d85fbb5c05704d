import { z } from 'zod';

export const failureSchema = z.object({
  kind: z.enum([
    'threw',
    'timed-out',
    'exited',
    'killed',
    /** The engine said so, the system killed the process for it, or it passed the limit of the config. */
    'out-of-memory',
    'not-trained',
    /** Nothing was timed: operators of the network come out wrong on the device. */
    'parity-failed',
  ]),
  message: z.string(),
  remedy: z.string().optional(),
  /** What it was doing: 'load', 'first inference', 'warm-up', 'steady state', 'accuracy', 'training'. */
  phase: z.string(),
  exitCode: z.int().optional(),
  signal: z.string().optional(),
  /** The largest RSS that was seen, where memory was the reason. */
  peakRssBytes: z.int().optional(),
  /** The last lines that the child wrote to its standard error. */
  standardError: z.string().optional(),
});
export type Failure = z.infer<typeof failureSchema>;
