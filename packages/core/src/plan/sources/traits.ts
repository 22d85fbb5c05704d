import type { Cell, Warning } from '@convbench/spec';
import { fileTraits } from './file.js';
import { givenTraits } from './given.js';
import { initialTraits } from './initial.js';
import { opaqueTraits } from './opaque.js';
import { trainingTraits } from './training.js';
import type { WeightSource } from './weightSource.js';

/** What whoever plans or runs cells asks of weights, wherever they come from. */
export interface SourceTraits {
  /** What a cell's record says of weights that were not trained. */
  readonly pretrained: Cell['pretrained'];
  /** What is known before a cell is measured. */
  readonly warnings: readonly Warning[];
  /** Why the reference has no logits to hold an engine's against; undefined where it has. */
  readonly uninterpreted: string | undefined;
  /** SHA-256 of a file that the engine runs as it stands; undefined where it gets the graph with the cached weights. */
  readonly fileSha256: string | undefined;
  /** How often the cache's disk may hold the weights while they are made. */
  readonly copies: number;
}

/** The row of each kind. */
export function traitsOf(source: WeightSource): SourceTraits {
  switch (source.kind) {
    case 'trained':
    case 'transferred':
      return trainingTraits;
    case 'pretrained':
      return givenTraits(source);
    case 'initial':
      return initialTraits(source);
    case 'file':
      return fileTraits(source);
    case 'opaque':
      return opaqueTraits(source);
  }
}
