import { isMeasured } from '@convbench/spec';
import { markup, px } from '@convbench/report';
import type { Markup } from '@convbench/report';
import type { Criterion } from '../criterion.js';

/** Room on both sides of what is drawn, as a part of its width. */
const ROOM = 0.12;

/** An effect with its interval over the shaded range in which it has to lie, on a scale of its own; nothing if unmeasured. */
export function effectGlyph({ effect, atLeast, atMost }: Criterion): Markup | false {
  if (!isMeasured(effect)) return false;
  const { value, interval } = effect;
  const ends = [value, interval?.low, interval?.high, atLeast, atMost].filter(
    (end) => end !== undefined,
  );
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const room = ROOM * (most - least || Math.abs(most) || 1);
  const [low, high] = [least - room, most + room];
  const at = (number: number) => (100 * (number - low)) / (high - low);
  const [from, to] = [at(atLeast ?? low), at(atMost ?? high)];
  return markup`<svg class="effect" aria-hidden="true"><rect class="in" x="${px(from)}%" width="${px(to - from)}%" y="0" height="14"/>${
    interval &&
    markup`<line x1="${px(at(interval.low))}%" x2="${px(at(interval.high))}%" y1="7" y2="7"/>`
  }<circle cx="${px(at(value))}%" cy="7" r="3.5"/></svg>`;
}
