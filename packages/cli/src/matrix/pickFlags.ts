import type { PickFromRunOptions } from '@convbench/core';
import { UserError } from '@convbench/spec';
import { InvalidArgumentError } from 'commander';
import { given } from './given.js';

type Limits = PickFromRunOptions['limits'];
type Weights = NonNullable<PickFromRunOptions['weights']>;
export type Figure = keyof Limits;

export interface LimitFlags {
  readonly minTop1?: number;
  readonly maxLatencyMs?: number;
  readonly maxMemoryMb?: number;
  readonly maxParamsM?: number;
  readonly maxMacsG?: number;
}

export interface WeightFlag {
  readonly figure: Figure;
  readonly weight: number;
}

const figureOfWord: Readonly<Record<string, Figure>> = {
  top1: 'top1',
  latency: 'latencyMs',
  memory: 'memoryBytes',
  params: 'parameters',
  macs: 'macs',
};

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

/** Parses 'top1=2,latency=1'; may stand several times. */
export function weight(text: string, previous: readonly WeightFlag[] = []): WeightFlag[] {
  const words = text.split(/[\s,]+/).filter(Boolean);
  return [
    ...previous,
    ...words.map((word): WeightFlag => {
      const [name = '', digits = '', ...rest] = word.split('=');
      const figure = Object.hasOwn(figureOfWord, name) ? figureOfWord[name] : undefined;
      const value = Number(digits);
      if (figure === undefined || rest.length > 0 || digits === '' || !(value > 0 && value < 1e6))
        throw new InvalidArgumentError(
          `It must be FIGURE=NUMBER, the figure one of ${Object.keys(figureOfWord).join(', ')}, the number positive: top1=2,latency=1.`,
        );
      return { figure, weight: value };
    }),
  ];
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
