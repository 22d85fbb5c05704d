import { afterEach, describe, expect, it } from 'vitest';
import { fileTree } from '../../../../test/support/fileTree.js';
import { affinityOf, parseCpuList } from './cpuList.js';

describe('parseCpuList', () => {
  it('reads ranges and single numbers', () => {
    expect(parseCpuList('0-3,8,10-11')).toEqual([0, 1, 2, 3, 8, 10, 11]);
    expect(parseCpuList('1')).toEqual([1]);
    expect(parseCpuList('')).toEqual([]);
  });
});

describe('affinityOf', () => {
  const tree = fileTree({ 'proc/7/status': 'Name:\tnode\nCpus_allowed_list:\t0,2-3\n' });
  afterEach(tree.remove);

  it('reads the list of a process, and nothing of one that is gone', () => {
    expect(affinityOf(7, tree.root)).toEqual([0, 2, 3]);
    expect(affinityOf(8, tree.root)).toBe(undefined);
  });
});
