import type { Measuring } from './config.js';

/** How few and how many rounds a cell gets. */
export interface RoundRange {
  readonly least: number;
  readonly most: number;
}

export function roundRange({ rounds }: Pick<Measuring, 'rounds'>): RoundRange {
  return typeof rounds === 'number' ? { least: rounds, most: rounds } : rounds;
}
