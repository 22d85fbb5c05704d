import { median, quantile } from '@convbench/statistics';
import type { Markup } from '../html/markup.js';
import { markup } from '../html/markup.js';
import { envelope } from '../stats/thin.js';
import { px } from './px.js';
import type { Scale } from './scale.js';
import { logScale, tickText } from './scale.js';

/** A shared axis in percent of the strip's width, so that strips need no script to be fluid. */
export function stripScale(samplesOfAll: readonly (readonly number[])[]): Scale {
  const ranges = samplesOfAll.map((samples) => ({
    low: quantile(samples, 0.01),
    high: quantile(samples, 0.99),
  }));
  return logScale(ranges, [2, 98], 6);
}

const clamp = (percent: number) => px(Math.min(99.5, Math.max(0.5, percent)));

/** The axis above a column of strips. */
export function stripAxis(scale: Scale): Markup {
  return markup`<svg class="st axs" aria-hidden="true">${scale.ticks.map((tick) => markup`<text class="tk" x="${px(scale.of(tick))}%" y="13" text-anchor="middle">${tickText(tick)}</text>`)}</svg>`;
}

/** Shows where samples lie: a dot at the median, a thick line from 25 to 75 %, a thin one from 5 to 95 %. */
export function latencyStrip(samples: readonly number[], scale: Scale): Markup {
  const at = (p: number) => clamp(scale.of(quantile(samples, p)));
  const ticks = scale.ticks.map((tick) => {
    const x = px(scale.of(tick));
    return markup`<line class="gl" x1="${x}%" x2="${x}%" y1="0" y2="22"/>`;
  });
  return markup`<svg class="st" aria-hidden="true">${ticks}<line class="q1" x1="${at(0.05)}%" x2="${at(0.95)}%" y1="11" y2="11"/><line class="q2" x1="${at(0.25)}%" x2="${at(0.75)}%" y1="11" y2="11"/><circle class="q3" cx="${at(0.5)}%" cy="11" r="4"/></svg>`;
}

/** Half pixels of the trace's height, and how many runs of neighbours it shows. */
const TRACE = { height: 44, buckets: 45 };

/**
 * Samples in time order, each against the median, between `low` and `high` times it; a stall stays visible however
 * many samples there are.
 */
export function latencyTrace(samples: readonly number[], low: number, high: number): Markup {
  const middle = median(samples);
  const heights = envelope(samples, TRACE.buckets).map((sample) => {
    const share = (sample / middle - low) / (high - low);
    return Math.round(TRACE.height * (1 - Math.min(1, Math.max(0, share))));
  });
  const steps = heights.slice(1).map((height, index) => `l1 ${height - (heights[index] ?? 0)}`);
  return markup`<svg class="st" viewBox="0 0 ${Math.max(1, heights.length - 1)} ${TRACE.height}" preserveAspectRatio="none" aria-hidden="true"><path class="sp" d="M0 ${heights[0]}${steps.join('')}"/></svg>`;
}
