import { describe, expect, it } from 'vitest';
import { childEnvironment } from './childEnvironment.js';

describe('childEnvironment', () => {
  it('asks for huge pages where a network is trained, and nowhere else', () => {
    const environment = { PATH: '/bin' };
    const tunables = 'glibc.malloc.hugetlb=1';
    expect(childEnvironment({ kind: 'train' }, environment)).toEqual({
      PATH: '/bin',
      GLIBC_TUNABLES: tunables,
    });
    expect(childEnvironment({ kind: 'measure' }, environment)).toEqual(environment);
  });

  it('takes TF32 away, or leaves it to the engine', () => {
    const environment = { NVIDIA_TF32_OVERRIDE: '0' };
    expect(childEnvironment({ kind: 'measure', tf32: 'off' }, {})).toEqual(environment);
    expect(childEnvironment({ kind: 'measure', tf32: 'on' }, environment)).toEqual({});
    expect(childEnvironment({ kind: 'measure' }, environment)).toEqual(environment);
  });

  it('keeps tunables that are set', () => {
    const environment = { GLIBC_TUNABLES: 'glibc.malloc.tcache_count=0' };
    expect(childEnvironment({ kind: 'train' }, environment)).toEqual(environment);
  });
});
