import type { GraphBuilder, Value } from '@convbench/graph';
import type { UnitStyle } from './unit.js';
import { convUnit } from './unit.js';

export interface InceptionV1Style extends UnitStyle {
  /** Of the second convolution of the paper's 5x5 branch; default 5. */
  readonly wideKernel?: 3 | 5;
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
  style: InceptionV1Style,
): Value {
  const { wideKernel = 5 } = style;
  const unit = (unitName: string, from: Value, channels: number, kernel: number): Value =>
    convUnit(b, unitName, from, { channels, kernel, pad: (kernel - 1) / 2 }, style);
  return b.scope(name, () => {
    const branch1x1 = unit('branch1x1', x, row.conv1x1, 1);
    const branch3x3 = b.scope('branch3x3', () =>
      unit('conv3x3', unit('reduce', x, row.reduce3x3, 1), row.conv3x3, 3),
    );
    const branch5x5 = b.scope('branch5x5', () => {
      const reduced = unit('reduce', x, row.reduce5x5, 1);
      return unit(`conv${wideKernel}x${wideKernel}`, reduced, row.conv5x5, wideKernel);
    });
    const branchPool = b.scope('branchPool', () => {
      const pooled = b.maxPool('pool', x, { kernel: 3, stride: 1, pad: 1 });
      return unit('projection', pooled, row.poolProjection, 1);
    });
    return b.concat('concat', [branch1x1, branch3x3, branch5x5, branchPool]);
  });
}
