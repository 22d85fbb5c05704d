import type { Graph, Variant } from '@convbench/spec';
import type { GoogLeNetOptions } from './options.js';

/** One network of the family: what a file beside this one describes. */
export interface Network {
  /** Its aliases stand in the family's table, in `googlenet.ts`. */
  readonly variant: Omit<Variant, 'aliases'>;
  /** Whether it has the heads that the option `auxiliaryHeads` asks for. */
  readonly hasAuxiliaryHeads: boolean;
  /** Throws a `WindowDoesNotFitError` where the input is too small. */
  build(options: GoogLeNetOptions): Graph;
}
