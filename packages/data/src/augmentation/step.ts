import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Changes the bytes of one image [C, size, size] in place, by draws from `random`. */
export type ByteStep = (image: Uint8Array, random: RandomGenerator) => void;

/** Changes the normalised values of one image [C, size, size] in place, by draws from `random`. */
export type ValueStep = (image: Float32Array, random: RandomGenerator) => void;
