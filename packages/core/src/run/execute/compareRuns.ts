import { UserError, canonicalJson } from '@convbench/spec';
import type { Cell, MatrixConfig, RunRecord } from '@convbench/spec';
import type { Plan } from '../../plan/matrix/types.js';

/** Why a field of a cell differs, in a user's words. */
const causes: Readonly<Record<string, string>> = {
  network: 'the network or its options',
  backend: 'the backend or device',
  dataset: 'the data set or its preprocessing',
  batchSize: 'the batch size',
  precision: 'the precision',
  threads: 'the number of threads (another count of allowed CPUs?)',
  seed: 'the seed',
  weightsKey: 'what decides the weights: graph, recipe, data or version of the training backend',
  pretrained: 'the weights that the network came with',
};

const differs = (a: unknown, b: unknown) => canonicalJson(a) !== canonicalJson(b);

function changedKeys(before: object, after: object): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) =>
    differs((before as Record<string, unknown>)[key], (after as Record<string, unknown>)[key]),
  );
}

function describeCells(before: readonly Cell[], after: readonly Cell[]): string[] {
  if (before.length !== after.length)
    return [`the plan has ${after.length} cells, the run ${before.length}`];
  const changed = new Set<string>();
  before.forEach((cell, index) => {
    for (const key of changedKeys(cell, after[index] ?? {})) if (key !== 'id') changed.add(key);
  });
  return [...changed].map((key) => causes[key] ?? key);
}

/** Keys of the config that decide how cells are measured, besides the cells themselves, whose keys hold the trainer. */
function describeConfig(before: MatrixConfig, after: MatrixConfig): string[] {
  return changedKeys(before, after)
    .filter((key) => !['title', 'plugins', 'trainer'].includes(key))
    .map((key) => `the config's \`${key}\``);
}

/** Throws a `UserError` that says what changed, unless the plan is that of the run. */
export function checkSamePlan(run: RunRecord, plan: Plan): void {
  const now = plan.cells.map(({ cell }) => cell);
  const sameIds = !differs(
    run.cells.map((cell) => cell.id),
    now.map((cell) => cell.id),
  );
  const changes = [
    ...describeConfig(run.config, plan.config),
    ...(sameIds ? [] : describeCells(run.cells, now)),
  ];
  if (changes.length === 0) return;
  throw new UserError(
    'core',
    `The run cannot be resumed, because this has changed since it began: ${changes.join('; ')}.`,
    'Undo the change, or start a new run: weights that are still right are taken from the cache.',
  );
}
