import { afterEach, describe, expect, it } from 'vitest';
import { fileTree } from '../../../../test/support/fileTree.js';
import { cpuTimesOf, processTicks } from './cpuTimes.js';

const stat = `cpu  656450 368904 76954 59211 1551 0 883 4236 0 0
cpu0 300000 100000 30000 20000 500 7 400 2000 123 0
cpu1 356450 268904 46954 39211 1051 0 483 2236 0 0
cpu11 1 1 1 1 1 1 1 1 0 0
intr 12345
`;

describe('cpuTimesOf', () => {
  it('adds up the CPUs asked for, stolen time as work and waiting for disks as none', () => {
    const busy = 300000 + 100000 + 30000 + 7 + 400 + 2000;
    expect(cpuTimesOf(stat, [0])).toEqual({ busy, total: busy + 20500 });
    expect(cpuTimesOf(stat, [0, 11])).toEqual({ busy: busy + 6, total: busy + 20500 + 8 });
    expect(cpuTimesOf(stat, [0, 2])).toBe(undefined);
  });
});

describe('processTicks', () => {
  const tree = fileTree({
    '7/stat': `7 (a (b) c) S 1 7 7 0 -1 4194304 97 0 0 0 1234 56 0 0 20 0 1 0 584558 3133440 383\n`,
  });
  afterEach(tree.remove);

  it('reads user and system time behind a name that looks like fields', () => {
    expect(processTicks(7, tree.root)).toBe(1290);
    expect(processTicks(8, tree.root)).toBe(undefined);
  });
});
