import type { Warning } from '@convbench/spec';

/** Warnings after which a cell's figures are those of something else than was asked for. */
const UNRELIABLE: readonly Warning['kind'][] = [
  'parity-failed',
  'non-finite-logits',
  'reduced-batch',
  'software-gpu',
];

/** Why a cell takes no part in a ranking or a choice: the kinds of its warnings that say so, or none. */
export function whyUnreliable(warnings: readonly Warning[]): Warning['kind'][] {
  return UNRELIABLE.filter((kind) => warnings.some((each) => each.kind === kind));
}
