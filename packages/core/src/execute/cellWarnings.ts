import { isMeasured } from '@convbench/spec';
import type { Accuracy, Cell, MeasuredCellRecord, Measuring, Warning } from '@convbench/spec';
import { relativeHalfWidth } from '@convbench/statistics';
import type { MeasureResult } from './messages.js';

/** Half width of the median's 95 % interval over the median; above it, differences of a few percent are not to be seen. */
const noisyAbove = 0.05;
/** Part of the machine's time; a process that gets less is slower, or waits. */
const contendedAbove = 0.1;

/** Everything about a measured round that makes a figure less trustworthy. */
export function cellWarnings(
  record: MeasuredCellRecord,
  { correctness, softwareAdapter }: Pick<MeasureResult, 'correctness' | 'softwareAdapter'>,
  measuring: Measuring,
): Warning[] {
  const { latency, phases, contention } = record;
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
  const { otherShare } = contention;
  if (isMeasured(otherShare) && otherShare.value > contendedAbove)
    warnings.push({ kind: 'contended', otherShare: otherShare.value });
  if (softwareAdapter !== undefined)
    warnings.push({ kind: 'software-gpu', adapter: softwareAdapter });
  if (correctness !== undefined) {
    const { accuracy, parity, nonFiniteImages } = correctness;
    if ('maximumDeviation' in parity && parity.maximumDeviation > parity.limit) {
      const { maximumDeviation, limit, top1Agreement } = parity;
      warnings.push({ kind: 'parity-failed', maximumDeviation, limit, top1Agreement });
    }
    if (nonFiniteImages > 0) warnings.push({ kind: 'non-finite-logits', images: nonFiniteImages });
    warnings.push(...notLearnt(record.cell, accuracy));
  }
  return warnings;
}

function notLearnt(cell: Cell, accuracy: Accuracy): Warning[] {
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
