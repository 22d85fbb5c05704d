import type { CellResults } from '@convbench/spec';
import type { Comparison } from '@convbench/statistics';

type Pair = readonly [CellResults, CellResults];

/** Why a cell has no time of its network, however exact: it was not measured, or computed something else. */
export function whyUnsound({ cell, rounds }: CellResults): string | undefined {
  const kinds = new Set(rounds.flatMap(({ warnings }) => warnings.map(({ kind }) => kind)));
  const { title } = cell.network;
  const [first] = rounds;
  if (first?.status === 'failed' && rounds.every(({ status }) => status === 'failed'))
    return `${title} failed: ${first.failure.message}`;
  if (kinds.has('non-finite-logits')) return `${title} gave logits that are not finite`;
  if (kinds.has('parity-failed')) return `${title} computed something else: parity failed`;
  return undefined;
}

function unsound([first, second]: Pair, reason: string): Comparison {
  const measured = ({ rounds }: CellResults) =>
    rounds.filter(({ status }) => status === 'measured').length;
  return {
    first: first.cell.id,
    second: second.cell.id,
    ratio: { notMeasured: reason },
    verdict: 'cannot-tell',
    reason,
    processes: [measured(first), measured(second)],
    method: 'none',
    basis: 'medians',
  };
}

/**
 * Compares the pairs whose cells both computed their network, by index, and puts the others between them with the reason:
 * a fast cell that computes something else is not faster.
 */
export function compareSound(
  pairs: readonly Pair[],
  compare: (sound: readonly number[]) => readonly Comparison[],
): Comparison[] {
  const reasons = pairs.map(([first, second]) => whyUnsound(first) ?? whyUnsound(second));
  const sound = pairs.flatMap((_, index) => (reasons[index] === undefined ? [index] : []));
  const compared = new Map(compare(sound).map((comparison, at) => [sound[at], comparison]));
  return pairs.map(
    (pair, index) => compared.get(index) ?? unsound(pair, reasons[index] ?? 'not known'),
  );
}
