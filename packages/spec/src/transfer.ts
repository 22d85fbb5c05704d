import { z } from 'zod';

/** What a training started from instead of a random start, and what of it stayed as it was. */
export const transferSchema = z.object({
  /** The file, as it was written on the command line or in the config. */
  origin: z.string(),
  sha256: z.string(),
  format: z.enum(['safetensors', 'onnx', 'pytorch']),
  /** By whose names the layers were found: 'convbench', 'torchvision', 'timm'. */
  names: z.string(),
  /** Parameters that were taken from the file. */
  takenParameters: z.int(),
  /** Names of parameters that started anew, because the number of classes differs or only training uses them. */
  replaced: z.array(z.string()),
  /** Keys of the file that have no place in the network. */
  dropped: z.array(z.string()),
  /** What else was done to the tensors or should be known of them, a sentence each. */
  notes: z.array(z.string()),
  /** The last layer that stayed as it was, or 'all-but-head'. */
  freeze: z.string().optional(),
  /** Values that stayed as they were, running statistics included. */
  frozenValues: z.int(),
});
export type Transfer = z.infer<typeof transferSchema>;
