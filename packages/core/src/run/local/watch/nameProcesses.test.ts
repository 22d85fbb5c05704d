import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { nameProcesses } from './nameProcesses.js';

it('names processes as far as it can', () => {
  const { pid } = spawnSync('true');
  const [own, dead] = nameProcesses({ pids: [process.pid, pid] });
  // Its name, where the system tells it.
  expect(own).toMatch(new RegExp(`^(.+ \\(${process.pid}\\)|process ${process.pid})$`));
  expect(dead).toBe(`process ${pid}`);
  expect(nameProcesses({ unnamed: 2 })).toEqual(['2 outside of this container']);
  expect(nameProcesses({ unnamed: 0 })).toEqual([]);
});
