/** Picks from the published quickstart, whose figures do not change by themselves. */
import { join } from 'node:path';
import { pickFromRun, readResults } from '@convbench/core';
import { isMeasured } from '@convbench/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './support/runCli.js';
import { repositoryRoot } from './support/workspace.js';

const run = join(repositoryRoot, 'reports', 'quickstart');

describe('pickFromRun', () => {
  let batchSizes: number[];
  beforeAll(async () => {
    const { cells } = await readResults(run);
    batchSizes = [...new Set(cells.map(({ cell }) => cell.batchSize))].sort((a, b) => a - b);
  });

  it('chooses among the cells of the smallest batch unless told otherwise', async () => {
    for (const batchSize of [undefined, ...batchSizes]) {
      const pick = await pickFromRun(run, {
        limits: {},
        draws: 10,
        ...(batchSize !== undefined && { batchSize }),
      });
      const expected = batchSize ?? batchSizes[0];
      expect(Object.values(pick.cells).map((cell) => cell.batchSize)).toEqual(
        pick.candidates.map(() => expected),
      );
    }
  });

  it('holds the latency of a whole batch against the limit', async () => {
    const most = async (batchSize: number) => {
      const { figures } = await pickFromRun(run, { limits: {}, draws: 1, batchSize });
      return Math.min(
        ...Object.values(figures).map(({ latencyMs }) =>
          isMeasured(latencyMs) ? latencyMs.value : Infinity,
        ),
      );
    };
    const [smallest = 1] = batchSizes;
    const largest = batchSizes.at(-1) ?? 1;
    expect(await most(largest)).toBeGreaterThan(2 * (await most(smallest)));
  });
});

describe('convbench pick', () => {
  const limits = ['--min-top1', '0.5', '--max-latency-ms', '1000', '--max-memory-mb', '4000'];

  it('names the best with its reason and how sure that is', async () => {
    const { code, stdout } = await runCli(['pick', run, ...limits]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/of those that fit/);
    expect(stdout).toMatch(/How sure: picked in \d+ %/);
  });

  it('prints the same twice, and as JSON what it rests on', async () => {
    const [first, second] = [
      await runCli(['pick', run, ...limits, '--json']),
      await runCli(['pick', run, ...limits, '--json']),
    ];
    expect(second.stdout).toBe(first.stdout);
    const pick = JSON.parse(first.stdout) as { best: { id: string }; cells: object; draws: number };
    expect(Object.keys(pick.cells)).toContain(pick.best.id);
  });

  it('says what is nearest where nothing fits, and exits with 4', async () => {
    const { code, stdout } = await runCli(['pick', run, '--max-latency-ms', '0.000001']);
    expect(code).toBe(4);
    expect(stdout).toMatch(/No network fits[^]*is nearest: latency .* was asked for/);
  });

  it.each([
    [['--batch', '7'], 'no cells of batch 7', '1, 32'],
    [['--weight', 'speed=1'], 'speed=1', 'latency'],
    [['--min-top1', '85'], '--min-top1', '0.85'],
  ])('%j is a mistake', async (words, problem, remedy) => {
    const { code, stderr } = await runCli(['pick', run, ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(remedy);
  });
});
