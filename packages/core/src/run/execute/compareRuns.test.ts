import { matrixConfigSchema } from '@convbench/spec';
import type { Cell, RunRecord } from '@convbench/spec';
import { expect, it } from 'vitest';
import type { Plan } from '../../plan/matrix/types.js';
import { checkSamePlan } from './compareRuns.js';

const config = matrixConfigSchema.parse({ architectures: ['net'] });
const cell = (id: string, change: Partial<Cell> = {}): Cell =>
  ({ id, batchSize: 1, threads: 2, weightsKey: 'k', ...change }) as Cell;
const run = { config, cells: [cell('a'), cell('b', { batchSize: 8 })] } as RunRecord;
const plan = (cells: Cell[], change = {}) =>
  ({
    config: { ...config, ...change },
    cells: cells.map((each) => ({ cell: each })),
  }) as unknown as Plan;

it('takes the same plan, under another title too, or with the trainer named that was the default', () => {
  checkSamePlan(run, plan(run.cells, { title: 'Other' }));
  checkSamePlan(run, plan(run.cells, { trainer: { name: 'onnxruntime' } }));
});

it('says what changed', () => {
  const threads = run.cells.map((each) => ({ ...each, id: `${each.id}2`, threads: 4 }));
  expect(() => checkSamePlan(run, plan(threads))).toThrow('the number of threads');
  const key = run.cells.map((each) => ({ ...each, id: `${each.id}2`, weightsKey: 'l' }));
  expect(() => checkSamePlan(run, plan(key))).toThrow('what decides the weights');
  expect(() => checkSamePlan(run, plan(run.cells.slice(1)))).toThrow(
    'the plan has 1 cells, the run 2',
  );
  const measuring = { ...config.measuring, minimumSamples: 3 };
  expect(() => checkSamePlan(run, plan(run.cells, { measuring }))).toThrow(
    "the config's `measuring`",
  );
});
