import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import { px } from './px.js';
import type { Scale } from './scale.js';
import { scaleFromZero, tickText } from './scale.js';

/** Resident memory of one process in MB. */
export interface MemoryUse {
  /** With the engine loaded and no network. */
  readonly engine: number;
  /** Largest in steady state. */
  readonly steady: number;
  /** Largest until then, loading included. */
  readonly peak: number;
}

/** A shared axis in percent of the bar's width, from zero: lengths are compared. */
export function memoryScale(uses: readonly MemoryUse[]): Scale {
  const most = uses.reduce((high, { peak, steady }) => Math.max(high, peak, steady), 0);
  return scaleFromZero(most, [0, 97], 5);
}

/** The axis above a column of bars. */
export function memoryAxis(scale: Scale): Markup {
  return markup`<svg class="st axs" aria-hidden="true">${scale.ticks.map((tick, index) => markup`<text class="tk" x="${px(scale.of(tick))}%" y="13" text-anchor="${index === 0 ? 'start' : 'middle'}">${tickText(tick)}</text>`)}</svg>`;
}

/** What the engine takes in grey, what the network adds in colour, and a tick at the peak. */
export function memoryBar({ engine, steady, peak }: MemoryUse, scale: Scale): Markup {
  const at = (value: number) => px(scale.of(value));
  const added = Math.max(0, steady - engine);
  return markup`<svg class="st" aria-hidden="true">${scale.ticks.map((tick) => markup`<line class="gl" x1="${at(tick)}%" x2="${at(tick)}%" y1="0" y2="22"/>`)}<rect class="mb0" x="0" y="6" width="${at(Math.min(engine, steady))}%" height="10"/><rect class="mb1" x="${at(engine)}%" y="6" width="${px(scale.of(added))}%" height="10"/><line class="mbp" x1="${at(peak)}%" x2="${at(peak)}%" y1="2" y2="20"/></svg>`;
}

/** Resident memory over time as a filled line, from zero to `most` MB; undefined for fewer than two points. */
export function memoryTrace(
  curve: readonly { readonly elapsedMs: number; readonly rssBytes: number }[],
  most: number,
): Markup | undefined {
  const end = curve.at(-1)?.elapsedMs ?? 0;
  if (curve.length < 2 || !(end > 0) || !(most > 0)) return undefined;
  const corners = curve.map(({ elapsedMs, rssBytes }) => {
    const height = 44 * (1 - Math.min(1, rssBytes / 1e6 / most));
    return `${px((100 * elapsedMs) / end)} ${px(height)}`;
  });
  return markup`<svg class="st" viewBox="0 0 100 44" preserveAspectRatio="none" aria-hidden="true"><path class="sp" d="M${corners.join('L')}"/></svg>`;
}
