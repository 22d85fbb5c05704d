import { dirname } from 'node:path';
import { isUserError } from '@convbench/spec';
import type { CellResults, Correctness, Measured } from '@convbench/spec';
import { countPaired, decideAccuracy, holm, mcnemar } from '@convbench/statistics';
import type { AccuracyVerdict } from '@convbench/statistics';
import { readPredictions } from '../../store/predictions.js';
import type { Predictions } from '../../store/predictions.js';

/** One side of a comparison: a cell and where its run lies. */
export interface Side {
  readonly results: CellResults;
  /** The run's `results.jsonl`. */
  readonly path: string;
}

export interface AccuracyComparison {
  /** Ids of the cells. */
  readonly first: string;
  readonly second: string;
  /** With Wilson's intervals. */
  readonly firstTop1: Measured;
  readonly secondTop1: Measured;
  /** Top-1 of the first less that of the second, on the same images. */
  readonly difference: Measured;
  /** Of the first. */
  readonly verdict: AccuracyVerdict;
  readonly reason: string;
  /** McNemar's, after Holm's correction for all pairs. */
  readonly adjustedPValue?: number;
}

const correctnessOf = ({ rounds }: CellResults): Correctness | undefined =>
  rounds
    .flatMap((record) => (record.status === 'measured' && record.correctness) || [])
    .find(Boolean);

function top1Of(side: Side): Measured {
  const accuracy = correctnessOf(side.results)?.accuracy;
  if (accuracy === undefined) return { notMeasured: 'no round looked at it' };
  return 'notMeasured' in accuracy ? accuracy : accuracy.top1;
}

/** What each image was taken for, or why that is not known. */
async function predictionsOf({ results, path }: Side): Promise<Predictions | string> {
  const predictions = correctnessOf(results)?.predictions;
  if (predictions === undefined) return 'no round looked at it';
  if ('notMeasured' in predictions) return predictions.notMeasured;
  try {
    return await readPredictions(dirname(path), predictions);
  } catch (error) {
    if (isUserError(error)) return error.problem;
    throw error;
  }
}

const right = ({ labels, predicted }: Predictions) =>
  Array.from(labels, (label, image) => label === predicted[image]);

const sameImages = (a: Predictions, b: Predictions) =>
  a.labels.length === b.labels.length &&
  a.labels.every((label, image) => label === b.labels[image]);

async function compareOne(first: Side, second: Side) {
  const [a, b] = [await predictionsOf(first), await predictionsOf(second)];
  const common = {
    first: first.results.cell.id,
    second: second.results.cell.id,
    firstTop1: top1Of(first),
    secondTop1: top1Of(second),
  };
  const obstacle =
    typeof a === 'string'
      ? a
      : typeof b === 'string'
        ? b
        : sameImages(a, b)
          ? undefined
          : 'they were not run on the same images';
  if (typeof a === 'string' || typeof b === 'string' || obstacle !== undefined)
    return { ...common, difference: { notMeasured: obstacle ?? 'not known' } };
  const { difference, pValue } = mcnemar(countPaired(right(a), right(b)));
  return { ...common, difference, pValue };
}

/** Compares top-1 of pairs of cells on the same test images, by McNemar's test with Holm's correction. */
export async function compareAccuracy(
  pairs: readonly (readonly [Side, Side])[],
): Promise<AccuracyComparison[]> {
  const found: Awaited<ReturnType<typeof compareOne>>[] = [];
  for (const [first, second] of pairs) found.push(await compareOne(first, second));
  const adjusted = holm(found.map((each) => ('pValue' in each ? each.pValue : undefined)));
  return found.map((each, index) => {
    const { first, second, firstTop1, secondTop1, difference } = each;
    const base = { first, second, firstTop1, secondTop1, difference };
    const adjustedPValue = adjusted[index];
    // Without a p-value there is no difference either, and it says why.
    if (adjustedPValue === undefined) return { ...base, ...decideAccuracy(difference, 1) };
    return { ...base, adjustedPValue, ...decideAccuracy(difference, adjustedPValue) };
  });
}
