import { describe, expect, it } from 'vitest';
import { loadedThreads, setEnvironment } from './environment.js';

describe('the environment of libtensorflow', () => {
  it('has the threads that were asked for, whatever it had before', () => {
    const env = { TF_NUM_INTRAOP_THREADS: '7' };
    setEnvironment({ library: 'tfjs-node', threads: 3, cpus: 4 }, env);
    expect(env).toMatchObject({ TF_NUM_INTRAOP_THREADS: '3', TF_NUM_INTEROP_THREADS: '1' });
    expect(loadedThreads(env)).toEqual({ threads: 3, operatorsAtOnce: 1 });
  });

  it('lets operators run side by side where they cannot take more CPUs than were asked for', () => {
    const env: NodeJS.ProcessEnv = {};
    setEnvironment({ library: 'tfjs-node', threads: 4, cpus: 4 }, env);
    expect(loadedThreads(env)).toEqual({ threads: 4, operatorsAtOnce: 4 });
  });

  it('shows exactly one GPU', () => {
    const visible = (given?: string) => {
      const env: NodeJS.ProcessEnv = given === undefined ? {} : { CUDA_VISIBLE_DEVICES: given };
      setEnvironment({ library: 'tfjs-node-gpu', threads: 1 }, env);
      expect(env['TF_FORCE_GPU_ALLOW_GROWTH']).toBe('true');
      return env['CUDA_VISIBLE_DEVICES'];
    };
    expect([undefined, '', '2', '1,0'].map(visible)).toEqual(['0', '0', '2', '1']);
  });

  it('hides GPUs from the engines on the CPU', () => {
    const env: NodeJS.ProcessEnv = { CUDA_VISIBLE_DEVICES: '0' };
    setEnvironment({ library: 'tfjs-node', threads: 1 }, env);
    expect(env['CUDA_VISIBLE_DEVICES']).toBe('-1');
  });
});
