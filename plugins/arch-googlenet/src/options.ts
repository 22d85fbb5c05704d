import { architectureOptionsSchema, z } from '@convbench/spec';

export const googLeNetOptionsSchema = architectureOptionsSchema.extend({
  /**
   * Adds the auxiliary classifiers that the papers train with, as further outputs of the graph. Off, the network is in
   * the form in which it is deployed: the heads take no part in inference.
   */
  auxiliaryHeads: z.boolean().default(false),
});
export type GoogLeNetOptions = z.infer<typeof googLeNetOptionsSchema>;
