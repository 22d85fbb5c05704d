import type { PickFromRunOptions } from '@convbench/core';
import { UserError } from '@convbench/spec';
import { given } from './given.js';
import { figureOfWord } from './weightFlag.js';
import type { Figure, WeightFlag } from './weightFlag.js';

type Limits = PickFromRunOptions['limits'];
type Weights = NonNullable<PickFromRunOptions['weights']>;

export interface LimitFlags {
  readonly minTop1?: number;
  readonly maxLatencyMs?: number;
  readonly maxMemoryMb?: number;
  readonly maxParamsM?: number;
  readonly maxMacsG?: number;
}

/** The limits in the units of the records. */
export function pickLimits(flags: LimitFlags): Limits {
  const { minTop1, maxLatencyMs, maxMemoryMb, maxParamsM, maxMacsG } = flags;
  const times = (factor: number, limit: number | undefined) =>
    limit === undefined ? undefined : limit * factor;
  return given({
    top1: minTop1,
    latencyMs: maxLatencyMs,
    memoryBytes: times(1e6, maxMemoryMb),
    parameters: times(1e6, maxParamsM),
    macs: times(1e9, maxMacsG),
  });
}

/** Throws a `UserError` for a figure that has two weights. */
export function pickWeights(flags: readonly WeightFlag[] | undefined): Weights | undefined {
  if (flags === undefined) return undefined;
  const seen = new Map<Figure, number>();
  for (const { figure, weight: value } of flags) {
    if (seen.has(figure)) {
      const [word] = Object.entries(figureOfWord).find(([, each]) => each === figure) ?? [figure];
      throw new UserError('cli', `--weight has two weights for ${word}.`, 'Give one of them.');
    }
    seen.set(figure, value);
  }
  return Object.fromEntries(seen);
}
