import type { PickFromRunOptions } from '@convbench/core';
import { InvalidArgumentError } from 'commander';

export type Figure = keyof PickFromRunOptions['limits'];

export interface WeightFlag {
  readonly figure: Figure;
  readonly weight: number;
}

/** The words of figures on the command line. */
export const figureOfWord: Readonly<Record<string, Figure>> = {
  top1: 'top1',
  latency: 'latencyMs',
  memory: 'memoryBytes',
  params: 'parameters',
  macs: 'macs',
};

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
