export * from './accuracy/accuracyTally.js';
export * from './accuracy/accuracyVerdict.js';
export * from './accuracy/argmax.js';
export * from './accuracy/countTop1.js';
export * from './accuracy/mcnemar.js';
export * from './accuracy/surestMistakes.js';
export * from './accuracy/wilson.js';
export * from './cells/cellRounds.js';
export * from './cells/peakOf.js';
export * from './cells/summarizeCell.js';
export * from './cells/unreliable.js';
export * from './comparison/compareIndependent.js';
export * from './comparison/compareInterleaved.js';
export type {
  CellRounds,
  CompareOptions,
  Comparison,
  ComparisonBasis,
  ComparisonMethod,
} from './comparison/comparison.js';
export * from './comparison/holm.js';
export * from './comparison/verdict.js';
export * from './distributions/normal.js';
export * from './distributions/studentT.js';
export * from './front/paretoFront.js';
export * from './pick/figures.js';
export type { FrontStanding } from './pick/front.js';
export type { Fit, LimitFit } from './pick/limitFit.js';
export type { PickRule } from './pick/choose.js';
export * from './pick/pickCandidates.js';
export * from './pick/runCandidates.js';
export * from './processes/sampleVariance.js';
export { summarizeProcesses } from './processes/summarizeProcesses.js';
export type {
  IntervalSource,
  ProcessesSummary,
  ProcessSamples,
} from './processes/summarizeProcesses.js';
export * from './ranks/mannWhitney.js';
export {
  bootstrapMeanInterval,
  bootstrapMedianInterval,
  bootstrapQuantileIntervals,
} from './resampling/bootstrap.js';
export type { BootstrapOptions } from './resampling/bootstrap.js';
export * from './resampling/hierarchical.js';
export * from './samples/bimodality.js';
export * from './samples/drift.js';
export * from './sequential/looks.js';
export * from './sequential/openCells.js';
export * from './summary/bounds.js';
export * from './summary/notMeasured.js';
export * from './summary/percentiles.js';
export { median, quantile } from './summary/quantile.js';
export * from './summary/roofline.js';
export * from './summary/spread.js';
export * from './summary/throughput.js';
