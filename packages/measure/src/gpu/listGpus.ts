import { execFile } from 'node:child_process';
import type { GpuSample } from './gpuSample.js';

const TIME_LIMIT_MS = 10_000;

/** The GPUs that nvidia-smi knows, in its order; none where it is not there or does not answer. */
export function listGpus(
  executable = 'nvidia-smi',
): Promise<readonly Pick<GpuSample, 'index' | 'uuid' | 'name'>[]> {
  const args = ['--query-gpu=index,uuid,name', '--format=csv,noheader'];
  return new Promise((resolve) => {
    const options = { timeout: TIME_LIMIT_MS, killSignal: 'SIGKILL' as const };
    execFile(executable, args, options, (_error, stdout) => {
      resolve(
        stdout.split('\n').flatMap((line) => {
          const [index = '', uuid, name, ...more] = line.split(',').map((part) => part.trim());
          return /^\d+$/.test(index) && uuid && name && more.length === 0
            ? [{ index: Number(index), uuid, name }]
            : [];
        }),
      );
    });
  });
}
