import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { childEnvironment } from './childEnvironment.js';

const compiled = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };
const measured = { NODE_DISABLE_COMPILE_CACHE: '1' };

describe('childEnvironment', () => {
  it('asks for huge pages where a network is trained, and nowhere else', () => {
    const environment = { PATH: '/bin' };
    const tunables = 'glibc.malloc.hugetlb=1';
    expect(childEnvironment({ kind: 'train' }, environment)).toEqual({
      ...compiled,
      PATH: '/bin',
      GLIBC_TUNABLES: tunables,
    });
    expect(childEnvironment({ kind: 'measure' }, environment)).toEqual({
      ...measured,
      ...environment,
    });
  });

  it('takes TF32 away, or leaves it to the engine', () => {
    const environment = { NVIDIA_TF32_OVERRIDE: '0' };
    expect(childEnvironment({ kind: 'measure', tf32: 'off' }, {})).toEqual({
      ...measured,
      ...environment,
    });
    expect(childEnvironment({ kind: 'measure', tf32: 'on' }, environment)).toEqual(measured);
    expect(childEnvironment({ kind: 'measure' }, environment)).toEqual({
      ...measured,
      ...environment,
    });
  });

  it('keeps tunables that are set', () => {
    const environment = { GLIBC_TUNABLES: 'glibc.malloc.tcache_count=0' };
    expect(childEnvironment({ kind: 'train' }, environment)).toEqual({
      ...compiled,
      ...environment,
    });
  });

  it('keeps compiled code between processes, and from all that are measured', () => {
    const environment = { NODE_COMPILE_CACHE: '/kept' };
    expect(childEnvironment({ kind: 'prepare' }, environment)).toEqual(environment);
    for (const kind of ['measure', 'peak'] as const)
      expect(childEnvironment({ kind }, environment)).toMatchObject(measured);
  });
});
