import { canonicalJson } from '@convbench/spec';
import type { Cell } from '@convbench/spec';
import { sha256 } from '../../base/hash.js';

/**
 * Identifies a cell within and across runs: a hash of all its other fields. The key of its weights goes into it by the name
 * that it had in earlier records, so that their cells keep their ids.
 */
export function cellId({ weightsKey, ...others }: Omit<Cell, 'id'>): string {
  return sha256(canonicalJson({ ...others, trainingKey: weightsKey })).slice(0, 16);
}
