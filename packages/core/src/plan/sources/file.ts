import { canonicalJson } from '@convbench/spec';
import { sha256 } from '../../base/hash.js';
import type { Start } from '../weights/readTransfer.js';
import { givenTraits, untrainedTraits } from './given.js';
import type { Given } from './given.js';
import type { PlannedTransfer } from './readPlannedTransfer.js';

/** A file's weights without a training. */
export interface FileSource extends Given {
  readonly kind: 'file';
  readonly transfer: PlannedTransfer;
  /** What values that the file does not give are drawn from, such as those of a replaced head; undefined where it gives all. */
  readonly start: Start | undefined;
}

export function fileSource(transfer: PlannedTransfer, { scheme, seed }: Start): FileSource {
  const start = transfer.replaced.length === 0 ? undefined : { scheme, seed };
  const { origin, sha256: file, notes } = transfer;
  return {
    kind: 'file',
    transfer,
    start,
    origin,
    sha256: start === undefined ? file : sha256(canonicalJson({ file, ...start })),
    notes: notes.map((message) => ({ kind: 'transfer', message })),
  };
}

export const fileTraits = (source: FileSource) =>
  source.start === undefined ? givenTraits(source) : untrainedTraits(source);
