import { isMeasured, roundRange } from '@convbench/spec/plain';
import type {
  Accuracy,
  Cell,
  CellResults,
  Failure,
  GpuFacts,
  Measured,
  MeasuredCellRecord,
  Mistake,
  Parity,
  PeakRecord,
  RoundRange,
  RunRecord,
  ServerResult,
  StaticCost,
  Sweep,
  Warning,
} from '@convbench/spec';
import { notMeasured } from '../summary/notMeasured.js';
import type { Percentile } from '../summary/percentiles.js';
import { achievedFlops, shareOfPeak } from '../summary/roofline.js';
import { isCold, lastingWarnings, tookTurns } from './lastingWarnings.js';
import { peakOf } from './peakOf.js';
import { percentilesOverProcesses } from '../processes/percentilesOverProcesses.js';
import { summarizeProcesses, type IntervalSource } from '../processes/summarizeProcesses.js';

/** The figures of a cell, from all processes that measured it. */
export interface CellSummary {
  readonly cell: Cell;
  /** Processes that measured it. */
  readonly processes: number;
  /** The records of the processes that did not. */
  readonly failures: readonly Failure[];
  readonly engineVersion: string;
  readonly asRun: MeasuredCellRecord['asRun'];
  readonly static: StaticCost;
  readonly modelBytes: number;
  readonly batchSizeRun: number;
  /** Medians over the processes. */
  readonly phases: {
    readonly runtimeLoadMs: Measured;
    readonly modelLoadMs: Measured;
    readonly firstInferenceMs: Measured;
    readonly warmupMs: Measured;
    readonly warmupIterations: Measured;
    /** Processes whose loading read from the disk what was not in memory yet: of others alone `modelLoadMs` is, if there are. */
    readonly coldLoads: number;
  };
  readonly latency: {
    /** What each process measured, with its samples in time order. */
    readonly byProcess: readonly {
      readonly round: number;
      readonly medianMs: Measured;
      readonly samplesMs: readonly number[];
    }[];
    /** Timed calls of all processes. */
    readonly count: number;
    /** Median of the processes' medians. */
    readonly medianMs: Measured;
    readonly meanMs: number;
    readonly minimumMs: number;
    readonly maximumMs: number;
    /** The percentiles of a typical process, see `percentilesOverProcesses`. */
    readonly percentiles: readonly Percentile[];
    /** What the interval of `medianMs` comes from, and so what it covers. */
    readonly intervalSource: IntervalSource;
    readonly spreadBetween: Measured;
    readonly spreadWithin: Measured;
  };
  readonly imagesPerSecond: Measured;
  /** Counted operations of the network at this throughput. */
  readonly achievedFlopsPerSecond: Measured;
  /** That, over the most that the same engine got out of the machine with as many threads. */
  readonly shareOfPeak: Measured;
  readonly memory: {
    readonly peakRssBytes: Measured;
    readonly runtimeRssBytes: Measured;
    readonly rssAboveRuntimeBytes: Measured;
    readonly gpuProcessBytes: Measured;
    readonly gpuDeviceBytes: Measured;
  };
  readonly gpu: GpuFacts;
  readonly energyPerImageJoules: Measured;
  readonly accuracy: Accuracy;
  /** Test images with a wrong class, to be shown; see the record. */
  readonly mistakes: readonly Mistake[];
  readonly parity: Parity;
  readonly sweep: Sweep | undefined;
  readonly server: ServerResult | undefined;
  readonly highestRatePerSecond: Measured;
  /** What is wrong with the cell's figures: see `lastingWarnings`. */
  readonly warnings: readonly Warning[];
}

const percentiles = [90, 95, 99];

type Rounds = readonly [MeasuredCellRecord, ...MeasuredCellRecord[]];

const isMeasuredRecord = (record: CellResults['rounds'][number]): record is MeasuredCellRecord =>
  record.status === 'measured';

/** What a cell's figures depend on besides its own records. */
export interface OfRun {
  readonly peaks: readonly PeakRecord[];
  readonly run: Pick<RunRecord, 'config'>;
}

/** What a cell's processes say together; undefined where none of them measured it. */
export function summarizeCell(
  { cell, rounds }: CellResults,
  { peaks, run }: OfRun,
): CellSummary | undefined {
  const [first, ...others] = rounds.filter(isMeasuredRecord);
  if (first === undefined) return undefined;
  const measured: Rounds = [first, ...others];
  const { seed } = cell;
  const range = roundRange(run.config.measuring);
  const figure = (read: (record: MeasuredCellRecord) => Measured) =>
    summarizeProcesses(
      measured.map((record) => ({ median: finite(read(record)) })),
      { seed, range },
    ).figure;
  const figureOf = (read: (record: MeasuredCellRecord) => number) =>
    figure((record) => ({ value: read(record) }));
  const latency = summarizeLatencies(measured, range);
  const correctness = measured.find((record) => record.correctness)?.correctness;
  const imagesPerSecond = figure((record) => finite(record.imagesPerSecond));
  const achieved = achievedFlops(first.static.macs, imagesPerSecond);
  const unseen = notMeasured('the process that was to look at it failed');
  return {
    cell,
    processes: measured.length,
    failures: rounds.flatMap((record) => (record.status === 'failed' ? [record.failure] : [])),
    engineVersion: first.engineVersion,
    asRun: first.asRun,
    static: first.static,
    modelBytes: first.modelBytes,
    batchSizeRun: first.batchSizeRun,
    phases: {
      runtimeLoadMs: figureOf(({ phases }) => phases.runtimeLoadMs),
      modelLoadMs: loadTime(measured, seed, range),
      firstInferenceMs: figureOf(({ phases }) => phases.firstInferenceMs),
      warmupMs: figureOf(({ phases }) => phases.warmupMs),
      warmupIterations: figureOf(({ phases }) => phases.warmupIterations),
      coldLoads: measured.filter(isCold).length,
    },
    latency,
    imagesPerSecond,
    achievedFlopsPerSecond: achieved,
    shareOfPeak: shareOfMachine(achieved, cell, peaks),
    memory: {
      peakRssBytes: figure(({ memory }) => memory.peakRssBytes),
      runtimeRssBytes: figure(({ memory }) => memory.runtimeRssBytes),
      rssAboveRuntimeBytes: figure(({ memory }) => memory.rssAboveRuntimeBytes),
      gpuProcessBytes: figure(({ memory }) => memory.gpuProcessBytes),
      gpuDeviceBytes: figure(({ memory }) => memory.gpuDeviceBytes),
    },
    gpu: first.gpu,
    energyPerImageJoules: figure(({ energy }) =>
      'notMeasured' in energy ? energy : energy.perImageJoules,
    ),
    accuracy: correctness?.accuracy ?? unseen,
    mistakes: correctness?.mistakes ?? [],
    parity: correctness?.parity ?? unseen,
    sweep: measured.find((record) => record.sweep)?.sweep,
    server: measured.find((record) => record.server)?.server,
    highestRatePerSecond: figure(
      ({ server }) => server?.highestRatePerSecond ?? notMeasured('not the scenario of this cell'),
    ),
    warnings: lastingWarnings(rounds, latency.medianMs),
  };
}

function summarizeLatencies(rounds: Rounds, range: RoundRange): CellSummary['latency'] {
  const { seed } = rounds[0].cell;
  const count = rounds.reduce((sum, { latency }) => sum + latency.count, 0);
  const totalMs = rounds.reduce((sum, { latency }) => sum + latency.totalMs, 0);
  let known: readonly Percentile[] | undefined;
  const { figure, intervalSource, spreadBetween, spreadWithin } = summarizeProcesses(
    rounds.map(({ latency }) => ({ median: finite(latency.medianMs), samples: latency.samplesMs })),
    { seed, range },
  );
  return {
    byProcess: rounds.map(({ round, latency: { medianMs, samplesMs } }) => ({
      round,
      medianMs,
      samplesMs,
    })),
    count,
    medianMs: figure,
    meanMs: totalMs / count,
    minimumMs: Math.min(...rounds.map(({ latency }) => latency.minimumMs)),
    maximumMs: Math.max(...rounds.map(({ latency }) => latency.maximumMs)),
    // On demand: most of a summary's time goes here, and not everybody asks.
    get percentiles() {
      known ??= percentilesOverProcesses(
        rounds.map(({ latency }) => latency.samplesMs),
        { percentiles, median: figure, seed },
      );
      return known;
    },
    intervalSource,
    spreadBetween,
    spreadWithin,
  };
}

function loadTime(rounds: Rounds, seed: number, range: RoundRange): Measured {
  const warm = rounds.filter((record) => !isCold(record));
  // Old records, where that was a warning of the cell, stay as they were.
  const from = warm.length > 0 && tookTurns(rounds) ? warm : rounds;
  const processes = from.map(({ phases }) => ({ median: finite({ value: phases.modelLoadMs }) }));
  return summarizeProcesses(processes, { seed, range }).figure;
}

/** A record that was not validated may hold what is no number. */
function finite(figure: Measured): Measured {
  if (!isMeasured(figure) || Number.isFinite(figure.value)) return figure;
  return notMeasured(`the record holds ${figure.value}`);
}

function shareOfMachine(achieved: Measured, cell: Cell, peaks: readonly PeakRecord[]): Measured {
  const peak = peakOf(cell, peaks);
  if (peak === undefined) return notMeasured('the peak of the machine was not measured');
  const rates = [peak.matrixProduct.perSecond, peak.convolution.perSecond];
  const best = Math.max(...rates.map((rate) => (isMeasured(rate) ? rate.value : 0)));
  return shareOfPeak(achieved, best > 0 ? { value: best } : (rates[0] as Measured));
}
