/** A run that is killed again and again, at random moments, ends with the records of one that was left alone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { delays } from '../support/delays.js';
import { essence, LINES, resumableRuns, type ResumableRuns } from '../support/resumableRuns.js';

let runs: ResumableRuns;
beforeAll(async () => {
  runs = await resumableRuns();
});
afterAll(() => runs.remove());

it.each([20, 21, 22])('with seed %i', async (seed) => {
  await runs.start(`undisturbed ${seed}`).end;
  const random = delays(seed);
  const name = `random ${seed}`;
  let kills = 0;
  for (let part = 0; part < 6; part++) {
    const { child, end } = runs.start(name);
    const timer = setTimeout(() => child.kill('SIGKILL'), 300 + 1200 * random());
    const signal = await end;
    clearTimeout(timer);
    if (signal === null) break;
    kills += 1;
  }
  await runs.start(name).end;
  expect(kills).toBeGreaterThan(0);
  const undisturbed = await runs.results(`undisturbed ${seed}`);
  expect(essence(await runs.results(name))).toEqual(essence(undisturbed));
  expect(await runs.lineCounts(name)).toEqual(Array(LINES).fill(1));
});
