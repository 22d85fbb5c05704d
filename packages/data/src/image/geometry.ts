import type { Window } from './resample.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The size whose shorter side is `length`, with torchvision's integer rule: the longer side is cut, not rounded
 * (torchvision's `Resize` of one number).
 */
export function shorterSideSize({ width, height }: Size, length: number): Size {
  const longer = Math.trunc((length * Math.max(width, height)) / Math.min(width, height));
  return width <= height ? { width: length, height: longer } : { width: longer, height: length };
}

/** The middle square of an image; a half goes to the even neighbour, as torchvision's `CenterCrop` rounds. */
export function centreCrop({ width, height }: Size, size: number): Window {
  return {
    left: roundHalfToEven((width - size) / 2),
    top: roundHalfToEven((height - size) / 2),
    width: size,
    height: size,
  };
}

/** The nearest whole number, as Python's `round` gives it. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}
