import type { GoogLeNetOptions } from './options.js';
import type { Window } from './steps.js';

/** What the small stem changes in V3, V4 and Inception-ResNet. */
export const SMALL_STEM_NOTE =
  'The small stem starts with stride 1, and every valid window is padded: 32 px give maps of 8, 4 and 2.';

/** The first convolution's window, and whether valid windows are padded. */
export function stemForm(stem: GoogLeNetOptions['stem']): {
  readonly first: Window;
  readonly padValidWindows: boolean;
} {
  return stem === 'small'
    ? { first: '3x3', padValidWindows: true }
    : { first: '3x3/2 V', padValidWindows: false };
}
