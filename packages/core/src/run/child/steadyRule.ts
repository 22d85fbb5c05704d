import { STEADY_MS_FOR_GPU_POWER } from '@convbench/measure';
import type { Measuring } from '@convbench/spec';

/**
 * The rule that ends steady state. Where power of the GPU is read that the cell runs on, it lasts long enough to say
 * what an image costs, as far as `maximumTimeMs` allows.
 */
export function steadyRule(measuring: Measuring, readsPower: boolean): Measuring {
  if (!readsPower) return measuring;
  const { minimumTimeMs, maximumTimeMs } = measuring;
  const wanted = Math.max(minimumTimeMs, STEADY_MS_FOR_GPU_POWER);
  return { ...measuring, minimumTimeMs: Math.min(wanted, maximumTimeMs) };
}
