import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sharedFolder } from '../../base/sharedFolder.js';
import type { GpuPlace } from '../tasks/executor.js';
import { takeLock } from '../../store/lock.js';
import type { Lock } from '../../store/lock.js';
import { chosenGpu } from './watch/chosenGpu.js';
import type { Gpu } from './watch/chosenGpu.js';
import { deviceEnvironment } from './deviceEnvironment.js';

/** What is to compute, and where. */
export interface GpuUse {
  /** Undefined for the processor, and a software renderer in place of a GPU: they need no turn. */
  readonly gpu: GpuPlace | undefined;
  /** Those that the driver tells of. */
  readonly gpus: () => readonly Gpu[] | Promise<readonly Gpu[]>;
}

export interface WaitOptions {
  readonly signal: AbortSignal;
  /** Called once, with a sentence, when another process has the GPU. */
  readonly onWait: (message: string) => void;
  /** Where the locks of this machine lie; for tests. */
  readonly directory?: string;
  readonly pollMs?: number;
}

/**
 * Runs the task while no other process of convbench computes on the same GPU; waits for its turn. Locks of processes that
 * have ended are taken over.
 *
 * Returns undefined when the signal ended the waiting.
 */
export async function withGpu<Result>(
  { gpu, gpus }: GpuUse,
  options: WaitOptions,
  task: () => Promise<Result>,
): Promise<Result | undefined> {
  if (gpu === undefined) return task();
  const lock = await wait(await nameOf(gpu, gpus), options);
  if (lock === undefined) return undefined;
  try {
    return await task();
  } finally {
    await lock.release();
  }
}

/** One name for a GPU, whatever the backend calls it. Where it is not known which one, all of them are one. */
async function nameOf({ backend, device }: GpuPlace, gpus: GpuUse['gpus']): Promise<string> {
  const environment = await deviceEnvironment({ kind: 'probe', backend, device });
  const chosen = chosenGpu(await gpus(), undefined, { ...process.env, ...environment });
  if (typeof chosen === 'string') return chosen;
  const { CUDA_VISIBLE_DEVICES: visible = 'any' } = environment;
  return visible.replaceAll(/[^\w-]+/g, '_');
}

async function wait(name: string, options: WaitOptions): Promise<Lock | undefined> {
  const { signal, onWait, directory = join(tmpdir(), 'convbench-gpu'), pollMs = 500 } = options;
  // All users of the machine take over each other's locks.
  await sharedFolder(directory);
  const path = join(directory, `${name}.lock`);
  for (let tries = 0; !signal.aborted; tries += 1) {
    const lock = await takeLock(path, { purpose: 'lock the GPU', shared: true });
    if ('release' in lock) return lock;
    if (tries === 0)
      onWait(
        `${lock.holder} measures on this GPU (${path}); waiting for its turn. If it does not compute any more, delete the lock.`,
      );
    await pause(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}
