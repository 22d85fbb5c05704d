import type { RoundRange } from '@convbench/spec';

/** A moment at which rounds may end and verdicts may be given. */
export interface Look {
  /** After so many rounds. */
  readonly rounds: number;
  /** Part of the probability of a wrong verdict that is spent here. All looks together spend one. */
  readonly share: number;
}

/** Where there are several looks, the first one spends so much: most comparisons are decided there. */
const FIRST_SHARE = 0.4;
const GROWTH = Math.SQRT2;

/**
 * Looks at a figure that is measured in more and more rounds. Whoever looks often finds a difference by chance sooner or
 * later; so the probability of an error is divided among few looks, each with 1.4 times the rounds of the one before
 * (alpha spending: Lan and DeMets, Biometrika 70, 1983; here without credit for what looks have in common).
 */
export function looksOf({ least, most }: RoundRange): readonly Look[] {
  const rounds = [least];
  for (let next = least; next < most;) {
    next = Math.min(most, Math.max(next + 1, Math.round(next * GROWTH)));
    rounds.push(next);
  }
  const later = (1 - FIRST_SHARE) / (rounds.length - 1);
  return rounds.map((count, index): Look => {
    const share = rounds.length === 1 ? 1 : index === 0 ? FIRST_SHARE : later;
    return { rounds: count, share };
  });
}

/** Whether the number of rounds depends on what was measured. */
export function isSequential({ least, most }: RoundRange): boolean {
  return least < most;
}

/**
 * The level of an interval that covers 95 % where rounds end as soon as it is narrow enough: those that are too narrow
 * by chance end rounds early, so that one of 95 % covers 92 %, one of 96.5 % 94 to 97 % (simulated with looks as above,
 * in the tests; for processes that scatter normally or with heavy tails).
 */
export function levelOf(confidence: number, range: RoundRange): number {
  return isSequential(range) ? 1 - 0.7 * (1 - confidence) : confidence;
}
