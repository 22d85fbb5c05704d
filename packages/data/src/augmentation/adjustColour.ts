import { lumaOf } from '../luma.js';

/**
 * Pillow's `Image.blend` of a byte with another, in its float32 arithmetic: 0 gives `from`, 1 gives `to`, more goes
 * beyond it.
 */
function blend(from: number, to: number, factor: number): number {
  const value = Math.fround(from + Math.fround(factor * (to - from)));
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value);
}

function blendAll(image: Uint8Array, from: number, factor: number): void {
  const factor32 = Math.fround(factor);
  const blended = Uint8Array.from({ length: 256 }, (_, byte) => blend(from, byte, factor32));
  for (let i = 0; i < image.length; i++) image[i] = blended[image[i] as number] as number;
}

/** Multiplies every byte (Pillow's `ImageEnhance.Brightness`). */
export function adjustBrightness(image: Uint8Array, factor: number): void {
  blendAll(image, 0, factor);
}

/** Multiplies the distance from the mean grey of planes [C, pixels] (Pillow's `ImageEnhance.Contrast`). */
export function adjustContrast(image: Uint8Array, channels: number, factor: number): void {
  const pixels = image.length / channels;
  let sum = 0;
  for (let i = 0; i < pixels; i++) sum += greyAt(image, channels, pixels, i);
  blendAll(image, Math.trunc(sum / pixels + 0.5), factor);
}

/** Multiplies the distance from grey (Pillow's `ImageEnhance.Color`); planes [3, pixels]. */
export function adjustSaturation(image: Uint8Array, factor: number): void {
  const factor32 = Math.fround(factor);
  const pixels = image.length / 3;
  for (let i = 0; i < pixels; i++) {
    const grey = greyAt(image, 3, pixels, i);
    for (let at = i; at < image.length; at += pixels) {
      image[at] = blend(grey, image[at] as number, factor32);
    }
  }
}

function greyAt(image: Uint8Array, channels: number, pixels: number, i: number): number {
  const first = image[i] as number;
  if (channels === 1) return first;
  return lumaOf(first, image[i + pixels] as number, image[i + 2 * pixels] as number);
}
