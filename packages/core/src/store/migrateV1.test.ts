import { fileURLToPath } from 'node:url';
import { RECORD_VERSION } from '@convbench/spec';
import { expect, it } from 'vitest';
import { readResults } from './readResults.js';

const path = fileURLToPath(
  new URL('../../../../test/fixtures/records/results-v1.jsonl', import.meta.url),
);

it('reads a run of version 1 as one round of every cell', async () => {
  const { run, trainings, peaks, cells } = await readResults(path);
  expect(run).toMatchObject({
    recordVersion: RECORD_VERSION,
    config: { measuring: { rounds: 1, minimumTimeMs: 2000 }, scenarios: ['latency'] },
    host: { cpuGovernor: null, memoryLimitBytes: null },
  });
  expect(trainings).toHaveLength(4);
  expect(peaks).toEqual([]);
  expect(cells.map(({ cell }) => cell.id)).toEqual(run.cells.map(({ id }) => id));
  for (const { cell, rounds } of cells) {
    expect(cell.scenario).toBe('latency');
    expect(rounds.map(({ round }) => round)).toEqual([0]);
  }
});

it('keeps figures, accuracy and warnings', async () => {
  const { cells } = await readResults(path);
  const records = cells.flatMap(({ rounds }) => rounds);
  const contended = records.find(({ warnings }) => warnings.length > 0);
  expect(contended?.warnings).toEqual([{ kind: 'contended', otherShare: 1 }]);
  expect(contended).toMatchObject({
    latency: { endedBy: 'enough-samples' },
    batchSizeRun: contended?.cell.batchSize,
    correctness: { accuracy: { images: 10_000 }, predictions: { notMeasured: expect.any(String) } },
    energy: { notMeasured: expect.any(String) },
  });
  expect(records.filter(({ status }) => status === 'failed')).toHaveLength(1);
});
