import type { ConvOptions, GraphBuilder, Value } from '@convbench/graph';

/** What stands between the convolutions of a network. */
export interface UnitStyle {
  /** Epsilon of a batch normalisation after each convolution, which then has no bias; null for none. */
  readonly normEpsilon: number | null;
}

/** Convolution, batch normalisation where the style has it, ReLU. */
export function convUnit(
  b: GraphBuilder,
  name: string,
  x: Value,
  conv: Omit<ConvOptions, 'bias'>,
  { normEpsilon }: UnitStyle,
): Value {
  return b.scope(name, () => {
    const y = b.conv('conv', x, { ...conv, bias: normEpsilon === null });
    const normed = normEpsilon === null ? y : b.batchNorm('norm', y, { epsilon: normEpsilon });
    return b.relu('relu', normed);
  });
}

/** A row of GoogLeNet's table 1: output channels. */
export interface InceptionV1Row {
  readonly conv1x1: number;
  readonly reduce3x3: number;
  readonly conv3x3: number;
  readonly reduce5x5: number;
  readonly conv5x5: number;
  readonly poolProjection: number;
}

/** Szegedy et al. 2015, figure 2(b): four branches, joined along channels. */
export function inceptionV1(
  b: GraphBuilder,
  name: string,
  x: Value,
  row: InceptionV1Row,
  style: UnitStyle,
): Value {
  const unit = (unitName: string, from: Value, channels: number, kernel: number): Value =>
    convUnit(b, unitName, from, { channels, kernel, pad: (kernel - 1) / 2 }, style);
  return b.scope(name, () => {
    const branch1x1 = unit('branch1x1', x, row.conv1x1, 1);
    const branch3x3 = b.scope('branch3x3', () =>
      unit('conv3x3', unit('reduce', x, row.reduce3x3, 1), row.conv3x3, 3),
    );
    const branch5x5 = b.scope('branch5x5', () =>
      unit('conv5x5', unit('reduce', x, row.reduce5x5, 1), row.conv5x5, 5),
    );
    const branchPool = b.scope('branchPool', () => {
      const pooled = b.maxPool('pool', x, { kernel: 3, stride: 1, pad: 1 });
      return unit('projection', pooled, row.poolProjection, 1);
    });
    return b.concat('concat', [branch1x1, branch3x3, branch5x5, branchPool]);
  });
}
