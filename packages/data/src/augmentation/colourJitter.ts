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

/**
 * Changes brightness, contrast, saturation and hue, in an order of chance (torchvision's `ColorJitter`). Draws the
 * order, then the amounts in the order named here; what has strength 0 is left out.
 */
export function colourJitter(strength: ColourJitterStrength, channels: number): ByteStep {
  const colours = channels === 3;
  return (image, random) => {
    const order = shuffled(random, ['brightness', 'contrast', 'saturation', 'hue'] as const);
    const amounts = {
      brightness: factor(random, strength.brightness),
      contrast: factor(random, strength.contrast),
      saturation: factor(random, strength.saturation),
      hue: uniform(random, -strength.hue, strength.hue),
    };
    for (const what of order) {
      if (strength[what] === 0) continue;
      if (what === 'brightness') adjustBrightness(image, amounts.brightness);
      else if (what === 'contrast') adjustContrast(image, channels, amounts.contrast);
      else if (what === 'saturation' && colours) adjustSaturation(image, amounts.saturation);
      else if (what === 'hue' && colours) adjustHue(image, amounts.hue);
    }
  };
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
