/** 200 kills at random moments: no record is lost or repeated, no child stays, and no lock keeps anybody out. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { delays } from '../support/delays.js';
import { essence, LINES, resumableRuns, type ResumableRuns } from '../support/resumableRuns.js';

const KILLS = 200;
const PARTS = 12;

let runs: ResumableRuns;
beforeAll(async () => {
  runs = await resumableRuns();
});
afterAll(() => runs.remove());

function childrenOf(pid: number | undefined): string[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}

it(`${KILLS} times`, { timeout: 3_600_000 }, async () => {
  await runs.start('undisturbed').end;
  const undisturbed = essence(await runs.results('undisturbed'));
  const random = delays(Number(process.env['CONVBENCH_PROPERTY_SEED'] ?? 1));
  let kills = 0;
  for (let run = 0; kills < KILLS; run++) {
    const name = `run ${run}`;
    for (let part = 0; part < PARTS && kills < KILLS; part++) {
      const { child, end } = runs.start(name);
      let children: string[] = [];
      const timer = setTimeout(
        () => {
          children = childrenOf(child.pid);
          child.kill('SIGKILL');
        },
        200 + 1500 * random(),
      );
      const signal = await end;
      clearTimeout(timer);
      const areGone = () => children.every((pid) => !existsSync(`/proc/${pid}`));
      await vi.waitUntil(areGone, { timeout: 20_000, interval: 20 });
      if (signal === null) break;
      kills += 1;
    }
    await runs.start(name).end;
    expect(essence(await runs.results(name))).toEqual(undisturbed);
    expect(await runs.lineCounts(name)).toEqual(Array(LINES).fill(1));
    const left = readdirSync(`${runs.root}/${name}`).filter((file) => file.includes('lock'));
    expect(left.filter((file) => file === 'results.lock')).toEqual([]);
  }
  expect(kills).toBe(KILLS);
});
