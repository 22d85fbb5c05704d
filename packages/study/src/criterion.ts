import { isMeasured, measuredSchema, z } from '@convbench/spec';
import type { Measured } from '@convbench/spec';

/**
 * `decides`: without it the claim falls. `limits`: it says how far the claim reaches. `presupposes`: without it what was
 * measured says nothing of the claim.
 */
export const criterionSchema = z.object({
  name: z.string().min(1),
  role: z.enum(['decides', 'limits', 'presupposes']),
  effect: measuredSchema,
  /** Of the effect: '×' for a ratio, 'points', 'ms', '' for a number. */
  unit: z.string(),
  /** Follows from the graphs: no interval is needed. */
  exact: z.boolean(),
  /** Where the effect has to lie, ends included. */
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  outcome: z.enum(['holds', 'fails', 'open']),
});
export type Criterion = z.infer<typeof criterionSchema>;
export type CriterionInput = Omit<Criterion, 'outcome' | 'exact'> & { readonly exact?: true };

export const verdictSchema = z.enum([
  'confirmed',
  'confirmed-with-limits',
  'refuted',
  'cannot-tell',
]);
export type Verdict = z.infer<typeof verdictSchema>;

/**
 * `holds` where the whole interval lies where it has to, `fails` where none of it does, `open` in between; and open where
 * a figure has no interval although it was measured, since it is not known how far chance carries it.
 */
export function judgeCriterion(input: CriterionInput): Criterion {
  const { exact = false, ...rest } = input;
  return { ...rest, exact, outcome: outcomeOf(input, exact) };
}

function outcomeOf(
  { effect, atLeast = -Infinity, atMost = Infinity }: CriterionInput,
  exact: boolean,
): Criterion['outcome'] {
  const range = rangeOf(effect, exact);
  if (range === undefined) return 'open';
  const { low, high } = range;
  if (low >= atLeast && high <= atMost) return 'holds';
  return high < atLeast || low > atMost ? 'fails' : 'open';
}

function rangeOf(effect: Measured, exact: boolean): { low: number; high: number } | undefined {
  if (!isMeasured(effect)) return undefined;
  const { value, interval } = effect;
  if (interval !== undefined) return interval;
  return exact ? { low: value, high: value } : undefined;
}

/** What the criteria of a study say together. */
export function verdictOf(criteria: readonly Criterion[]): Verdict {
  const deciding = criteria.filter(({ role }) => role === 'decides');
  if (deciding.length === 0) return 'cannot-tell';
  if (criteria.some(({ role, outcome }) => role === 'presupposes' && outcome !== 'holds'))
    return 'cannot-tell';
  if (deciding.some(({ outcome }) => outcome === 'fails')) return 'refuted';
  if (deciding.some(({ outcome }) => outcome === 'open')) return 'cannot-tell';
  return criteria.every(({ outcome }) => outcome === 'holds')
    ? 'confirmed'
    : 'confirmed-with-limits';
}
