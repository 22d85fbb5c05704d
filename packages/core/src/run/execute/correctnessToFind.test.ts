import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MeasuredCellRecord } from '@convbench/spec';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exampleResults } from '../../../../../test/support/exampleResults.js';
import type { Plan, PlannedCell } from '../../plan/matrix/types.js';
import { writePredictions } from '../../store/predictions.js';
import { correctnessToFind } from './correctnessToFind.js';
import { addRound, emptyDone } from './runState.js';

const example = exampleResults().cells[0]?.rounds[0] as MeasuredCellRecord;
const planned = (id: string, changes: object): PlannedCell =>
  ({ cell: { ...example.cell, id, ...changes } }) as unknown as PlannedCell;
const single = planned('single', { batchSize: 1 });
const batch = planned('batch', { batchSize: 32 });
const other = planned('other', { batchSize: 32, threads: 7 });

let runDirectory: string;
beforeEach(async () => {
  runDirectory = await mkdtemp(join(tmpdir(), 'convbench-correctness-'));
});
afterEach(() => rm(runDirectory, { recursive: true, force: true }));

async function contextAfter(measured: PlannedCell) {
  const done = emptyDone();
  const predicted = Uint16Array.from({ length: 300 }, (_, image) => image % 10);
  const predictions = await writePredictions(runDirectory, measured.cell.id, {
    labels: predicted,
    predicted,
  });
  const correctness = { ...example.correctness!, predictions };
  addRound(done, { ...example, cell: measured.cell, round: 0, correctness });
  const plan = { cells: [single, batch, other] } as unknown as Plan;
  return { context: { plan, done, runDirectory }, correctness, predicted };
}

it('is what nobody has found yet', async () => {
  const { context, correctness, predicted } = await contextAfter(batch);
  expect(await correctnessToFind(batch, context)).toBe('none');
  expect(await correctnessToFind(other, context)).toBe('whole');
  expect(await correctnessToFind(single, context)).toEqual({
    known: correctness,
    predicted: [...predicted.subarray(0, 256)],
  });
});

it('is all where the answers of the other batch size are lost', async () => {
  const { context } = await contextAfter(batch);
  await rm(join(runDirectory, 'predictions'), { recursive: true });
  expect(await correctnessToFind(single, context)).toBe('whole');
});
