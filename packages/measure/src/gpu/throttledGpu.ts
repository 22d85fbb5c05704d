import type { GpuFacts } from '@convbench/spec';

/** A clock that somebody chose is a setting: it holds all the time, and makes figures steadier. */
const SETTINGS = ['applications clocks setting', 'display clock setting'];

/** How it shows that a GPU was slowed down, for a warning; undefined where nothing says so. */
export function throttledGpu(gpu: GpuFacts): string | undefined {
  if ('notMeasured' in gpu) return undefined;
  const reasons = gpu.throttleReasons.filter((reason) => !SETTINGS.includes(reason));
  if (reasons.length === 0) return undefined;
  return `the driver of ${gpu.name} gave as reasons: ${reasons.join(', ')}`;
}
