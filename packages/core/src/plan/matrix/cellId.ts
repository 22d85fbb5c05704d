import { canonicalJson } from '@convbench/spec';
import type { Cell } from '@convbench/spec';
import { sha256 } from '../../base/hash.js';

/** Identifies a cell within and across runs: a hash of all its other fields. */
export function cellId(cell: Omit<Cell, 'id'>): string {
  return sha256(canonicalJson(cell)).slice(0, 16);
}
