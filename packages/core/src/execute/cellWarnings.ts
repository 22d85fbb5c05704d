import { isMeasured } from '@convbench/spec';
import type { Cell, Measured, Measuring, Warning } from '@convbench/spec';
import { relativeHalfWidth } from '@convbench/statistics';
import type { MeasureResult } from './messages.js';

/** Half width of the median's 95 % interval over the median; above it, differences of a few percent are not to be seen. */
const noisyAbove = 0.05;
/** Load of other programs per CPU; above it they take a good part of the machine. */
const contendedAbove = 0.5;

/** What the machine did besides when a cell began. */
export interface MachineLoad {
  /** As the system says. */
  readonly loadPerCpu: Measured;
  /** The part of it that this run itself made in the last minute. */
  readonly ownLoadPerCpu: number;
}

export function contentionWarning(load: MachineLoad): Warning[] {
  const { loadPerCpu, ownLoadPerCpu } = load;
  return isMeasured(loadPerCpu) && loadPerCpu.value - ownLoadPerCpu > contendedAbove
    ? [{ kind: 'contended', loadPerCpu: loadPerCpu.value }]
    : [];
}

/** Everything about a measured cell that makes a figure less trustworthy. */
export function cellWarnings(cell: Cell, result: MeasureResult, measuring: Measuring): Warning[] {
  const { latency, phases, accuracy, parity, nonFiniteImages, softwareAdapter } = result;
  const warnings: Warning[] = [];
  if (!phases.warmupStable)
    warnings.push({ kind: 'warm-up-unstable', iterations: phases.warmupIterations });
  const width = relativeHalfWidth(latency.medianMs);
  if (isMeasured(width) && width.value > noisyAbove)
    warnings.push({ kind: 'noisy', relativeHalfWidth: width.value });
  if (latency.count < measuring.minimumSamples)
    warnings.push({
      kind: 'few-samples',
      samples: latency.count,
      wanted: measuring.minimumSamples,
    });
  if (softwareAdapter !== undefined)
    warnings.push({ kind: 'software-gpu', adapter: softwareAdapter });
  if ('maximumDeviation' in parity) {
    const { maximumDeviation, limit, top1Agreement } = parity;
    if (maximumDeviation > limit)
      warnings.push({ kind: 'parity-failed', maximumDeviation, limit, top1Agreement });
  }
  if (nonFiniteImages > 0) warnings.push({ kind: 'non-finite-logits', images: nonFiniteImages });
  warnings.push(...notLearnt(cell, accuracy));
  return warnings;
}

function notLearnt(cell: Cell, accuracy: MeasureResult['accuracy']): Warning[] {
  if (!('top1' in accuracy) || !isMeasured(accuracy.top1)) return [];
  const { interval, value } = accuracy.top1;
  const chance = 1 / cell.dataset.classes.length;
  if (interval === undefined || interval.low > chance) return [];
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
  return [
    {
      kind: 'not-learnt',
      detail: `top-1 of ${percent(value)} (${percent(interval.low)} to ${percent(interval.high)}) does not exceed guessing, ${percent(chance)}`,
    },
  ];
}
