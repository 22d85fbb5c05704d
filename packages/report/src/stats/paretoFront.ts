import type { Bounds } from './interval.js';

/** Something with a gain (more is better) and a cost (less is better). */
export interface Offer {
  readonly gain: Bounds & { readonly value: number };
  readonly cost: Bounds & { readonly value: number };
}

/**
 * `front`: no other offer is at least as good in both and better in one, by the estimates.
 * `maybe`: one is, but the intervals leave it open.
 * `beaten`: an offer is surely as good in both.
 */
export type Standing = 'front' | 'maybe' | 'beaten';

function dominates(a: Offer, b: Offer): boolean {
  const asGood = a.gain.value >= b.gain.value && a.cost.value <= b.cost.value;
  return asGood && (a.gain.value > b.gain.value || a.cost.value < b.cost.value);
}

function surelyDominates(a: Offer, b: Offer): boolean {
  return dominates(a, b) && a.gain.low >= b.gain.high && a.cost.high <= b.cost.low;
}

/** The standing of each offer among all, by index. */
export function standings(offers: readonly Offer[]): Standing[] {
  return offers.map((offer) => {
    if (!offers.some((rival) => dominates(rival, offer))) return 'front';
    return offers.some((rival) => surelyDominates(rival, offer)) ? 'beaten' : 'maybe';
  });
}
