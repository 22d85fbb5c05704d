import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { adjustBrightness, adjustContrast, adjustSaturation } from './adjustColour.js';
import { adjustHue } from './adjustHue.js';
import type { ByteStep } from './step.js';
import { uniform } from './uniform.js';

export interface ColourJitterStrength {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly hue: number;
}

type Change = keyof ColourJitterStrength;

/** Changes brightness, contrast, saturation and hue, in an order of chance (torchvision's `ColorJitter`). */
export function colourJitter(strength: ColourJitterStrength, channels: number): ByteStep {
  return (image, random) => {
    const { order, amounts } = drawJitter(random, strength);
    for (const change of order) {
      if (strength[change] > 0) adjust(image, channels, change, amounts[change]);
    }
  };
}

/** Draws the order, then factors of the first three and the turn of the hue, also of what has strength 0. */
export function drawJitter(
  random: RandomGenerator,
  { brightness, contrast, saturation, hue }: ColourJitterStrength,
): { readonly order: readonly Change[]; readonly amounts: Readonly<Record<Change, number>> } {
  const order = shuffled(random, ['brightness', 'contrast', 'saturation', 'hue'] as const);
  const amounts = {
    brightness: factor(random, brightness),
    contrast: factor(random, contrast),
    saturation: factor(random, saturation),
    hue: uniform(random, -hue, hue),
  };
  return { order, amounts };
}

function adjust(image: Uint8Array, channels: number, change: Change, amount: number): void {
  switch (change) {
    case 'brightness':
      return adjustBrightness(image, amount);
    case 'contrast':
      return adjustContrast(image, channels, amount);
    case 'saturation':
      return channels === 3 ? adjustSaturation(image, amount) : undefined;
    case 'hue':
      return channels === 3 ? adjustHue(image, amount) : undefined;
  }
}

const factor = (random: RandomGenerator, strength: number) =>
  uniform(random, Math.max(0, 1 - strength), 1 + strength);

function shuffled<Item>(random: RandomGenerator, items: readonly Item[]): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = uniformInt(random, 0, last);
    [order[last], order[chosen]] = [order[chosen] as Item, order[last] as Item];
  }
  return order;
}
