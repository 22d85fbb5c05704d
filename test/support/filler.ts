/**
 * Deterministic values for weights, images and labels, computed alike here and where the reference figures come from:
 * no weights need to be shipped. FNV-1a of a tensor's name seeds a hash of the element's row-major index.
 */

export type FillerRole = 'weight' | 'bias' | 'gamma' | 'beta' | 'mean' | 'var' | 'input' | 'labels';

export interface FillerOptions {
  /** Factor on the He bound of weights; default 1. */
  readonly gain?: number;
  /** Of an input: values are in [-scale, scale); default 1. */
  readonly scale?: number;
  /** Of labels; default 10. */
  readonly classes?: number;
}

/** FNV-1a over the UTF-8 bytes of a name. */
export function fillerSeed(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The 32-bit word of element `index` of the tensor with this seed. */
export function fillerWord(seed: number, index: number): number {
  let x = (seed + Math.imul(index, 0x9e3779b9)) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Values of a whole tensor, rounded to float32. `name` is the one in the reference's state dict. */
export function fill(
  name: string,
  shape: readonly number[],
  role: FillerRole,
  options: FillerOptions = {},
): Float32Array {
  const seed = fillerSeed(name);
  const { classes = 10 } = options;
  const { middle, spread } = rangeOf(role, shape, options);
  const values = new Float32Array(shape.reduce((product, dimension) => product * dimension, 1));
  // A plain loop: VGG has 140 million weights.
  for (let i = 0; i < values.length; i++) {
    const u = (fillerWord(seed, i) >>> 8) / 2 ** 24;
    values[i] = role === 'labels' ? Math.floor(u * classes) : middle + (2 * u - 1) * spread;
  }
  return values;
}

/** Values are in [middle - spread, middle + spread). */
function rangeOf(
  role: FillerRole,
  shape: readonly number[],
  { gain = 1, scale = 1 }: FillerOptions,
): { readonly middle: number; readonly spread: number } {
  switch (role) {
    case 'weight': {
      const fanIn = shape.slice(1).reduce((product, dimension) => product * dimension, 1);
      return { middle: 0, spread: Math.sqrt(6 / fanIn) * gain };
    }
    case 'bias':
    case 'beta':
    case 'mean':
      return { middle: 0, spread: 0.1 };
    case 'gamma':
      return { middle: 1, spread: 0.2 };
    case 'var':
      return { middle: 1, spread: 0.25 };
    case 'input':
      return { middle: 0, spread: scale };
    case 'labels':
      return { middle: 0, spread: 0 };
  }
}
