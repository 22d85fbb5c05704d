import type { GraphBuilder, PoolOptions, Value } from '@convbench/graph';
import type { Pair } from '@convbench/spec';
import type { UnitStyle } from './unit.js';
import { convUnit } from './unit.js';

/**
 * A window as the papers' figures write it: height x width, the stride where it is not 1, and V for a valid window,
 * which stays inside the map. Any other window is padded so that stride 1 keeps the size of the map.
 */
export type Window = `${number}x${number}${'' | '/2'}${'' | ' V'}`;

/** A convolution with its output channels (and normalisation and ReLU), or a pool. */
export type Step = readonly [window: Window, channels: number] | `${'max' | 'average'} ${Window}`;

/** How a network reads steps. */
export interface Layers {
  readonly b: GraphBuilder;
  readonly style: UnitStyle;
  /** Whether padding counts in the mean of an average pool. */
  readonly countIncludePad: boolean;
  /** Pads V windows like all others: between them nothing would be left of a small image. */
  readonly padValidWindows: boolean;
}

/** Runs steps one after another. */
export function sequence(
  layers: Layers,
  x: Value,
  steps: readonly Step[],
  nameOf = stepNamer(),
): Value {
  return steps.reduce((input, step) => addStep(layers, nameOf(step), input, step), x);
}

/** Names steps by their windows: `conv1x7`, `maxPool3x3`, a second one `conv1x7_2`. */
export function stepNamer(): (step: Step) => string {
  const seen = new Map<string, number>();
  return (step) => {
    const { kind, kernel } = parse(step);
    const name = kind + kernel.join('x');
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  };
}

/** One step under a name of its own. */
export function addStep(layers: Layers, name: string, x: Value, step: Step): Value {
  const { b, style, countIncludePad, padValidWindows } = layers;
  const { kind, kernel, stride, isValid } = parse(step);
  const same: Pair = [(kernel[0] - 1) / 2, (kernel[1] - 1) / 2];
  const window = { kernel, stride, pad: isValid && !padValidWindows ? 0 : same };
  switch (kind) {
    case 'conv':
      return convUnit(b, name, x, { channels: Number(step[1]), ...window }, style);
    case 'averagePool':
      return b.averagePool(name, x, { ...window, countIncludePad });
    case 'maxPool':
      return b.maxPool(name, x, stride === 1 || isValid ? window : halvingPool(kernel, x));
  }
}

/**
 * Caffe's pool of stride 2, which rounds up without padding, wherever it ends at the size of a padded convolution of
 * stride 2 (case C06); on a map of odd size it would be one short, and the pool is padded like the convolution.
 */
function halvingPool(kernel: Pair, x: Value): PoolOptions {
  const isOdd = (x.shape[2] ?? 0) % 2 === 1;
  return { kernel, stride: 2, ...(isOdd ? { pad: 1 } : { ceilMode: true }) };
}

function parse(step: Step) {
  const text = typeof step === 'string' ? step : step[0];
  const match = /^(max |average |)(\d+)x(\d+)(\/2|)( V|)$/.exec(text);
  if (!match) throw new Error(`'${text}' is no step.`);
  const [, pool, height, width, half, valid] = match;
  const kinds = { '': 'conv', 'max ': 'maxPool', 'average ': 'averagePool' } as const;
  return {
    kind: kinds[pool as keyof typeof kinds],
    kernel: [Number(height), Number(width)] as Pair,
    stride: half === '' ? 1 : 2,
    isValid: valid !== '',
  };
}
