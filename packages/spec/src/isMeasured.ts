import type { Measured } from './measured.js';

export function isMeasured(figure: Measured): figure is Extract<Measured, { value: number }> {
  return 'value' in figure;
}
