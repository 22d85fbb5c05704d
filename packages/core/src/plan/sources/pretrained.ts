import type { Pretrained } from '@convbench/spec';
import type { Given } from './given.js';

/** The network came with them. */
export interface PretrainedSource extends Given {
  readonly kind: 'pretrained';
}

export function pretrainedSource({ origin, sha256, notes }: Pretrained): PretrainedSource {
  return { kind: 'pretrained', origin, sha256, notes: [...notes] };
}
