import { isMeasured, percent } from '@convbench/spec';
import type { Accuracy, Cell, MeasuredCellRecord, Measuring, Warning } from '@convbench/spec';
import { detectDrift, detectTwoLevels, relativeHalfWidth } from '@convbench/statistics';
import type { Watched } from './watch/cellWatch.js';
import type { MeasureResult } from '../tasks/messages.js';

/** Half width of the median's 95 % interval over the median; above it, differences of a few percent are not to be seen. */
const noisyAbove = 0.05;
/** Part of the machine's time; a process that gets less is slower, or waits. */
const contendedAbove = 0.1;

/** Less is what any process looks up; more is an engine or weights. */
const coldAboveBytes = 1e6;

/** What a record does not hold itself. */
export type Circumstances = Pick<MeasureResult, 'correctness' | 'softwareAdapter' | 'cpuNodes'> &
  Partial<Pick<Watched, 'othersOnGpu' | 'throttled' | 'powerSaving' | 'diskBytesRead'>>;

/** Everything about a measured round that makes a figure less trustworthy. */
export function cellWarnings(
  record: MeasuredCellRecord,
  circumstances: Circumstances,
  measuring: Measuring,
): Warning[] {
  return [
    ...aboutSamples(record, measuring),
    ...aboutMachine(record, circumstances),
    ...aboutAnswers(record, circumstances),
  ];
}

function aboutSamples({ phases, latency }: MeasuredCellRecord, measuring: Measuring): Warning[] {
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
  const drift = detectDrift(latency.samplesMs);
  if (drift !== undefined)
    warnings.push({ kind: 'drifting', relativeChange: drift.relativeChange });
  const levels = detectTwoLevels(latency.samplesMs);
  if (levels !== undefined) {
    const { fast, slow, slowShare } = levels;
    warnings.push({ kind: 'bimodal', fastMs: fast, slowMs: slow, slowShare });
  }
  return warnings;
}

function aboutMachine(
  { contention: { otherShare }, energy, gpu }: MeasuredCellRecord,
  {
    softwareAdapter,
    cpuNodes,
    othersOnGpu = [],
    throttled,
    powerSaving,
    diskBytesRead = 0,
  }: Circumstances,
): Warning[] {
  const warnings: Warning[] = [];
  if (isMeasured(otherShare) && otherShare.value > contendedAbove)
    warnings.push({ kind: 'contended', otherShare: otherShare.value });
  if (othersOnGpu.length > 0 && 'name' in gpu)
    warnings.push({ kind: 'gpu-contended', gpu: gpu.name, processes: [...othersOnGpu] });
  if (softwareAdapter !== undefined)
    warnings.push({ kind: 'software-gpu', adapter: softwareAdapter });
  if (cpuNodes !== undefined && cpuNodes.operators.length > 0)
    warnings.push({ kind: 'cpu-fallback', ...cpuNodes, operators: [...cpuNodes.operators] });
  if ('perImageJoules' in energy && energy.estimated && isMeasured(energy.perImageJoules))
    warnings.push({ kind: 'estimated-energy', detail: energy.method });
  if (throttled !== undefined) warnings.push({ kind: 'throttled', detail: throttled });
  if (powerSaving !== undefined) warnings.push({ kind: 'power-saving', detail: powerSaving });
  if (diskBytesRead > coldAboveBytes)
    warnings.push({ kind: 'cold-cache', bytesRead: diskBytesRead });
  return warnings;
}

function aboutAnswers(
  { cell, correctness: recorded }: MeasuredCellRecord,
  { correctness }: Circumstances,
): Warning[] {
  if (correctness === undefined) return [];
  const { parity, pass, differing } = correctness;
  const warnings: Warning[] = [];
  if ('maximumDeviation' in parity && parity.maximumDeviation > parity.limit) {
    const { maximumDeviation, limit, top1Agreement } = parity;
    warnings.push({ kind: 'parity-failed', maximumDeviation, limit, top1Agreement });
  }
  if (differing !== undefined) warnings.push({ kind: 'batch-changes-answers', ...differing });
  if (pass !== undefined && pass.nonFiniteImages > 0)
    warnings.push({ kind: 'non-finite-logits', images: pass.nonFiniteImages });
  // Found by this process, or by one with another batch size.
  return recorded === undefined ? warnings : [...warnings, ...nearChance(cell, recorded.accuracy)];
}

/** Weights that are known to work are taken to fail this far above chance already: of a thousand classes it is 0.1 %. */
const knownWeightsMargin = 0.02;

function nearChance(cell: Cell, accuracy: Accuracy): Warning[] {
  if (!('top1' in accuracy) || !isMeasured(accuracy.top1)) return [];
  const { interval, value } = accuracy.top1;
  const chance = 1 / cell.dataset.classes.length;
  const known = cell.pretrained !== undefined && cell.pretrained.untrained !== true;
  const margin = known ? knownWeightsMargin : 0;
  if (interval === undefined || interval.low > chance + margin) return [];
  return [
    {
      kind: known ? 'near-chance' : 'not-learnt',
      detail: `top-1 of ${percent(value)} (${percent(interval.low)} to ${percent(interval.high)}) does not exceed guessing, ${percent(chance)}`,
    },
  ];
}
