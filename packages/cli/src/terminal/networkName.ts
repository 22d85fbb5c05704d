import type { Network } from '@convbench/spec';

/** Every network has these; the rest of its options tells it from its namesakes. */
const common = new Set(['classes', 'channels', 'inputSize', 'stem']);

/** 'VGG-11 (width 0.25)' */
export function networkName({ title, options }: Network): string {
  const own = Object.entries(options)
    .filter(([name, value]) => !common.has(name) && value !== false)
    .map(([name, value]) => `${name} ${String(value)}`);
  return own.length === 0 ? title : `${title} (${own.join(', ')})`;
}
