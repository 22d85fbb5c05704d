import type { GraphBuilder, PoolOptions, Value } from '@convbench/graph';
import type { InceptionV1Row, InceptionV1Style } from './inceptionV1.js';
import { inceptionV1 } from './inceptionV1.js';

function row(
  ...[conv1x1, reduce3x3, conv3x3, reduce5x5, conv5x5, poolProjection]: readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
): InceptionV1Row {
  return { conv1x1, reduce3x3, conv3x3, reduce5x5, conv5x5, poolProjection };
}

/**
 * GoogLeNet's Inception blocks (Szegedy et al. 2015, table 1), by stage; a max pool stands between stages.
 * Columns: 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection.
 */
export const TABLE_1 = [
  {
    inception3a: row(64, 96, 128, 16, 32, 32),
    inception3b: row(128, 128, 192, 32, 96, 64),
  },
  {
    inception4a: row(192, 96, 208, 16, 48, 64),
    inception4b: row(160, 112, 224, 24, 64, 64),
    inception4c: row(128, 128, 256, 24, 64, 64),
    inception4d: row(112, 144, 288, 32, 64, 64),
    inception4e: row(256, 160, 320, 32, 128, 128),
  },
  {
    inception5a: row(256, 160, 320, 32, 128, 128),
    inception5b: row(384, 192, 384, 48, 128, 128),
  },
] as const satisfies readonly Readonly<Record<string, InceptionV1Row>>[];

export interface Table1Options {
  readonly style: InceptionV1Style;
  /** Between stages 3 and 4, and between 4 and 5. */
  readonly pool3: PoolOptions;
  readonly pool4: PoolOptions;
  /** Called after each block with its name and output: the place of an auxiliary head. */
  readonly afterBlock?: (name: string, x: Value) => void;
}

/** The rows of table 1 from inception (3a) to inception (5b). */
export function table1Blocks(b: GraphBuilder, x: Value, options: Table1Options): Value {
  const { style, pool3, pool4, afterBlock } = options;
  const [stage3, stage4, stage5] = TABLE_1;
  const blocks = (from: Value, stage: Readonly<Record<string, InceptionV1Row>>): Value =>
    Object.entries(stage).reduce((input, [name, channels]) => {
      const output = inceptionV1(b, name, input, channels, style);
      afterBlock?.(name, output);
      return output;
    }, from);
  const y = b.maxPool('pool3', blocks(x, stage3), pool3);
  const z = b.maxPool('pool4', blocks(y, stage4), pool4);
  return blocks(z, stage5);
}
