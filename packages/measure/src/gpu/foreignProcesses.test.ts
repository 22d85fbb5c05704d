import { expect, it } from 'vitest';
import { foreignProcesses } from './foreignProcesses.js';

const on = (uuid: string, ...pids: number[]) => pids.map((pid) => ({ pid, uuid, usedBytes: 1 }));

it('finds the processes beside our own, each once, on the same GPU', () => {
  const listed = [...on('a', 9, 7, 5, 7), ...on('b', 8)];
  expect(foreignProcesses(listed, [7], 'a')).toEqual({ pids: [5, 9] });
  expect(foreignProcesses(on('a', 7), [7], 'a')).toEqual({ pids: [] });
  expect(foreignProcesses(listed, [7, 9, 11], 'a')).toEqual({ pids: [5] });
});

it('takes one of unknown ones for our own', () => {
  expect(foreignProcesses(on('a', 900, 901, 902), [7], 'a')).toEqual({ unnamed: 2 });
  expect(foreignProcesses(on('a', 900), [7], 'a')).toEqual({ unnamed: 0 });
  expect(foreignProcesses(on('a', 900, 901, 902), [7, 8], 'a')).toEqual({ unnamed: 1 });
  expect(foreignProcesses(on('b', 900, 901), [7], 'a')).toEqual({ unnamed: 0 });
});
