import type { ConvOptions, GraphBuilder, Value } from '@convbench/graph';

/** What stands between the convolutions of a network. */
export interface UnitStyle {
  /** Epsilon of a batch normalisation after each convolution; null for none. */
  readonly normEpsilon: number | null;
  /** Default: only where there is no normalisation, whose beta does what a bias does. */
  readonly bias?: boolean;
}

/** Convolution, batch normalisation where the style has it, ReLU. */
export function convUnit(
  b: GraphBuilder,
  name: string,
  x: Value,
  conv: Omit<ConvOptions, 'bias'>,
  { normEpsilon, bias = normEpsilon === null }: UnitStyle,
): Value {
  return b.scope(name, () => {
    const y = b.conv('conv', x, { ...conv, bias });
    const normed = normEpsilon === null ? y : b.batchNorm('norm', y, { epsilon: normEpsilon });
    return b.relu('relu', normed);
  });
}
