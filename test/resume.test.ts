/** A run that is killed and resumed ends with the records of one that was left alone; `check:resume` kills at random. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { executeRun, loadPlugins, makePlan, parseConfig, readResults } from '@convbench/core';
import type { RunEvent } from '@convbench/core';
import type { RunResults } from '@convbench/spec';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  essence,
  LINES,
  resumableRuns,
  resumeMatrix,
  tinyNetPlugin,
  type ResumableRuns,
} from './support/resumableRuns.js';

let runs: ResumableRuns;
beforeAll(async () => {
  runs = await resumableRuns();
});
afterAll(() => runs.remove());

describe('a run that is killed', () => {
  let undisturbed: RunResults;
  beforeAll(async () => {
    await runs.start('undisturbed').end;
    undisturbed = await runs.results('undisturbed');
  });

  it('was complete when it was left alone', async () => {
    const states = undisturbed.cells.map(({ rounds }) => rounds.map(({ status }) => status));
    expect(states).toEqual(Array(2).fill(['measured', 'measured']));
    expect(undisturbed.trainings.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(await runs.lineCounts('undisturbed')).toEqual(Array(LINES).fill(1));
  });

  it('at each kind of moment has the same records after it was resumed', async () => {
    const moments: ((event: RunEvent) => boolean)[] = [
      (event) => event.type === 'training-progress' && event.step > 40,
      (event) => event.type === 'training-finished',
      (event) => event.type === 'cell-phase' && event.phase === 'steady state',
      (event) => event.type === 'cell-finished',
    ];
    for (const isMoment of moments) {
      const { end } = runs.start('moments', (event, child) => {
        if (isMoment(event)) child.kill('SIGKILL');
      });
      expect(await end).toBe('SIGKILL');
    }
    await runs.start('moments').end;
    const results = await runs.results('moments');
    expect(essence(results)).toEqual(essence(undisturbed));
    expect(await runs.lineCounts('moments')).toEqual(Array(LINES).fill(1));
    // The first kill was in the middle of a training, which went on from its checkpoint.
    expect(results.trainings.map((record) => 'resumes' in record && record.resumes)).toEqual([
      1, 0,
    ]);
  });
});

const isLinux = process.platform === 'linux';

it.runIf(isLinux)('takes its child processes with it when it is killed', async () => {
  let children: string[] = [];
  const { end } = runs.start('orphans', (event, child) => {
    if (event.type !== 'cell-phase' || event.phase !== 'warm-up') return;
    const text = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
    children = text.trim().split(' ');
    child.kill('SIGKILL');
  });
  expect(await end).toBe('SIGKILL');
  // The child, and the watchdog.
  expect(children).toEqual(Array(2).fill(expect.stringMatching(/^\d+$/)));
  const isGone = () => children.every((pid) => !existsSync(`/proc/${pid}`));
  await vi.waitUntil(isGone, { timeout: 20_000, interval: 50 });
});

describe('a run that is asked to stop', () => {
  const config = {
    ...resumeMatrix,
    architectures: ['tiny-plain'],
    recipe: { budget: { images: 8_000 } },
  };

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  async function plan(cache: string) {
    vi.stubEnv('CONVBENCH_CACHE', join(runs.root, cache));
    const plugins = await loadPlugins({ specifiers: [tinyNetPlugin], directory: runs.root });
    return makePlan({ config: parseConfig(config, 'matrix'), directory: runs.root }, plugins);
  }

  it('saves a checkpoint, and goes on from it to the same weights', async () => {
    const runDirectory = join(runs.root, 'stopped');
    const stop = new AbortController();
    const outcome = await executeRun({
      plan: await plan('stopped-cache'),
      runDirectory,
      // No checkpoint by time: the one that is there was made for the stop.
      checkpointEverySeconds: 3600,
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'training-progress') stop.abort();
      },
    });
    expect(outcome).toMatchObject({ state: 'interrupted', measured: 0, failed: 0, missing: 1 });

    const again = await plan('stopped-cache');
    expect(again.weights.map(({ cache }) => cache)).toEqual([{ state: 'checkpoint' }]);
    await executeRun({ plan: again, runDirectory, resume: true });
    const resumed = await readResults(runDirectory);
    expect(resumed.trainings).toMatchObject([{ status: 'done', resumes: 1, steps: 500 }]);

    await executeRun({
      plan: await plan('straight-cache'),
      runDirectory: join(runs.root, 'straight'),
    });
    const straight = await readResults(join(runs.root, 'straight'));
    expect(straight.trainings).toMatchObject([{ status: 'done', resumes: 0, steps: 500 }]);
    expect(essence(resumed)).toEqual(essence(straight));
  });
});
