import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { childEnvironment } from './childEnvironment.js';

const silent = { ORT_DISABLE_TELEMETRY: '1' };
const measured = { ...silent, NODE_DISABLE_COMPILE_CACHE: '1' };

let cache: string;
let compiled: NodeJS.ProcessEnv;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'convbench-environment-'));
  compiled = { ...silent, NODE_COMPILE_CACHE: join(cache, 'code', 'compiled') };
  vi.stubEnv('CONVBENCH_CACHE', cache);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

describe('childEnvironment', () => {
  it('asks for huge pages where a network is trained, and nowhere else', async () => {
    const environment = { PATH: '/bin' };
    const tunables = 'glibc.malloc.hugetlb=1';
    expect(await childEnvironment({ kind: 'train' }, environment)).toEqual({
      ...compiled,
      PATH: '/bin',
      GLIBC_TUNABLES: tunables,
    });
    expect(await childEnvironment({ kind: 'measure' }, environment)).toEqual({
      ...measured,
      ...environment,
    });
  });

  it('takes TF32 away, or leaves it to the engine', async () => {
    const environment = { NVIDIA_TF32_OVERRIDE: '0' };
    expect(await childEnvironment({ kind: 'measure', tf32: 'off' }, {})).toEqual({
      ...measured,
      ...environment,
    });
    expect(await childEnvironment({ kind: 'measure', tf32: 'on' }, environment)).toEqual(measured);
    expect(await childEnvironment({ kind: 'measure' }, environment)).toEqual({
      ...measured,
      ...environment,
    });
  });

  it('keeps tunables that are set', async () => {
    const environment = { GLIBC_TUNABLES: 'glibc.malloc.tcache_count=0' };
    expect(await childEnvironment({ kind: 'train' }, environment)).toEqual({
      ...compiled,
      ...environment,
    });
  });

  it('tells nobody of its use, unless the user wants it', async () => {
    for (const kind of ['probe', 'train', 'prepare', 'measure', 'peak'] as const) {
      expect(await childEnvironment({ kind }, {})).toMatchObject(silent);
      const allowed = { ORT_DISABLE_TELEMETRY: '0' };
      expect(await childEnvironment({ kind }, allowed)).toMatchObject(allowed);
    }
  });

  it.skipIf(process.platform === 'win32')('keeps code where nobody else can write', async () => {
    await childEnvironment({ kind: 'train' }, {});
    expect((await stat(join(cache, 'code', 'compiled'))).mode & 0o777).toBe(0o700);
  });

  it('keeps compiled code between processes, and from all that are measured', async () => {
    const environment = { NODE_COMPILE_CACHE: '/kept' };
    expect(await childEnvironment({ kind: 'prepare' }, environment)).toEqual({
      ...silent,
      ...environment,
    });
    for (const kind of ['measure', 'peak'] as const)
      expect(await childEnvironment({ kind }, environment)).toMatchObject(measured);
  });
});
