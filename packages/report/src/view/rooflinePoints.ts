import { isMeasured } from '@convbench/spec';
import type { PeakRecord } from '@convbench/spec';
import { boundsOf, peakOf } from '@convbench/statistics';
import type { RooflinePoint, Roofs } from '../chart/rooflineChart.js';
import { figures } from '../figures/figures.js';
import { figureText } from '../format/figure.js';
import { formatNumber } from '../format/number.js';
import { scaled } from '../stats/interval.js';
import type { CellView } from './cells.js';
import { figureOf } from './cells.js';
import { uncountedOperators } from './lowerBound.js';
import type { Slice } from './slices.js';

/**
 * FLOP for each byte that has to move at least: the weights once a call, every activation written once and read once.
 * Caches may save more, an engine may move more.
 */
export function arithmeticIntensity({ measured }: CellView): number | undefined {
  if (measured === undefined) return undefined;
  const { flops, weightBytes, activationSumBytes } = measured.static;
  const batch = measured.batchSizeRun;
  const bytes = weightBytes + 2 * batch * activationSumBytes;
  return bytes > 0 && flops > 0 ? (flops * batch) / bytes : undefined;
}

export interface Roofline {
  readonly points: readonly RooflinePoint[];
  readonly roofs: Roofs;
}

function roofsOf(peak: PeakRecord): Roofs {
  const { matrixProduct, convolution, memoryCopy } = peak;
  const rates = [
    { name: 'large matrix product', rate: matrixProduct.perSecond },
    { name: 'large convolution', rate: convolution.perSecond },
  ];
  return {
    flat: rates.flatMap(({ name, rate }) =>
      isMeasured(rate) && rate.value > 0 ? [{ name, perSecond: rate.value / 1e9 }] : [],
    ),
    bandwidth: isMeasured(memoryCopy.perSecond) ? memoryCopy.perSecond.value / 1e9 : undefined,
  };
}

/** The cells of a slice under the roofs of their engine on this machine; undefined where these were not measured. */
export function rooflineOf(slice: Slice, peaks: readonly PeakRecord[]): Roofline | undefined {
  const [first] = slice.cells;
  const peak = first && peakOf(first.cell, peaks);
  if (peak === undefined) return undefined;
  const roofs = roofsOf(peak);
  if (roofs.flat.length === 0) return undefined;
  const points = slice.cells.flatMap((view): RooflinePoint[] => {
    const intensity = arithmeticIntensity(view);
    const achieved = figureOf(view, 'achievedFlops');
    // Neither coordinate is known of a network that was counted in part.
    if (intensity === undefined || !isMeasured(achieved) || !(achieved.value > 0)) return [];
    if (uncountedOperators(view).length > 0) return [];
    const inUnit = scaled(achieved, 1e-9);
    const bounds = boundsOf(inUnit);
    return [
      {
        index: view.network.index,
        label: view.network.label,
        family: view.network.family,
        intensity,
        achieved: {
          value: inUnit.value,
          high: bounds.high,
          low: bounds.low > 0 ? bounds.low : inUnit.value,
        },
        tooltip: `${view.network.label}\n${formatNumber(intensity)} FLOP for each byte\n${figureText(figures.achievedFlops, achieved)}\u00a0GFLOP/s`,
      },
    ];
  });
  return points.length === 0 ? undefined : { points, roofs };
}
