import type { Bounds } from '../summary/bounds.js';

/** What an offer costs in one respect: less is better. A gain is a cost with its sign turned. */
export type Cost = Bounds & { readonly value: number };

/**
 * `front`: no other offer costs no more in every respect and less in one, by the estimates.
 * `maybe`: one does, but the intervals leave it open.
 * `beaten`: an offer surely costs no more in any respect.
 */
export type Standing = 'front' | 'maybe' | 'beaten';

/** A gain (more is better) as a cost. */
export function asCost({ value, low, high }: Cost): Cost {
  return { value: -value, low: -high, high: -low };
}

/** The standing of each offer among all, by index; an offer is its costs, those of all in the same order. */
export function standings(offers: readonly (readonly Cost[])[]): Standing[] {
  return offers.map((offer) => {
    const rivals = offers.filter((rival) => dominates(rival, offer));
    if (rivals.length === 0) return 'front';
    return rivals.some((rival) => surelyAsGood(rival, offer)) ? 'beaten' : 'maybe';
  });
}

function dominates(a: readonly Cost[], b: readonly Cost[]): boolean {
  const pairs = a.map(({ value }, index) => [value, (b[index] as Cost).value] as const);
  return pairs.every(([x, y]) => x <= y) && pairs.some(([x, y]) => x < y);
}

function surelyAsGood(a: readonly Cost[], b: readonly Cost[]): boolean {
  return a.every(({ high }, index) => high <= (b[index] as Cost).low);
}
