import type { GraphBuilder, Value } from '@convbench/graph';
import type { UnitStyle } from './unit.js';
import { convUnit } from './unit.js';

export interface AuxiliaryHeadOptions {
  readonly classes: number;
  readonly style: UnitStyle;
  /** From 14x14 to 4x4 at native size (section 5). */
  readonly pool: (x: Value) => Value;
}

/** The blocks that feed a classifier of their own in training (Szegedy et al. 2015, section 5). */
const PLACES: readonly string[] = ['inception4a', 'inception4d'];

/** GoogLeNet's heads: call `afterBlock` after each block, then take what stands in `outputs`. */
export function auxiliaryHeads(b: GraphBuilder, options: AuxiliaryHeadOptions) {
  const outputs: Value[] = [];
  return {
    outputs: outputs as readonly Value[],
    afterBlock(block: string, x: Value): void {
      if (!PLACES.includes(block)) return;
      const name = `auxiliary${outputs.length + 1}`;
      outputs.push(b.scope(name, () => auxiliaryHead(b, x, options)));
    },
  };
}

function auxiliaryHead(
  b: GraphBuilder,
  x: Value,
  { classes, style, pool }: AuxiliaryHeadOptions,
): Value {
  const projected = convUnit(b, 'projection', pool(x), { channels: 128, kernel: 1 }, style);
  const hidden = b.linear('hidden', b.flatten('flatten', projected), { features: 1024 });
  const dropped = b.dropout('dropout', b.relu('relu', hidden), 0.7);
  return b.linear('logits', dropped, { features: classes });
}
