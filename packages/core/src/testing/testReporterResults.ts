import {
  cellRecordSchema,
  matrixConfigSchema,
  peakRecordSchema,
  recipeSchema,
  runRecordSchema,
  trainingRecordSchema,
} from '@convbench/spec';
import type { Cell, CellRecord, CellResults, RunResults, TrainingRecord } from '@convbench/spec';

const version = { recordVersion: 3 } as const;
const startedAt = '2026-03-01T09:00:00.000Z';
const digest = (text: string) =>
  Array.from(text, (letter) => letter.charCodeAt(0).toString(16).padStart(2, '0'))
    .join('')
    .padEnd(64, '0')
    .slice(0, 64);

const dataset = {
  name: 'three-shapes',
  title: 'Three shapes',
  options: { seed: 3 },
  checksum: digest('three-shapes'),
  preprocessing: 'Drawn at the size that is asked for.',
  classes: ['circle', 'square', 'star', 'cross', 'ring', 'drop'],
  trainImages: 600,
  testImages: 60,
};
const networks = [
  { id: 'small-net', title: 'Small net', family: 'plain' as const, filters: 8 },
  { id: 'wide-net', title: 'Wide net', family: 'inception' as const, filters: 64 },
  { id: 'model.onnx', title: 'model.onnx', family: 'residual' as const, filters: 16 },
];
const backend = { name: 'some-engine', title: 'Some engine', device: 'cpu' };

function cellOf(index: number, batchSize: number): Cell {
  const { id, title, family, filters } = networks[index] as (typeof networks)[number];
  return {
    id: `${id}-${batchSize}`,
    network: {
      id,
      title,
      family,
      options: { classes: 6, channels: 3, inputSize: 32, stem: 'small', filters },
    },
    backend,
    dataset,
    scenario: 'latency',
    batchSize,
    precision: 'float32',
    threads: 2,
    seed: 1,
    weightsKey: digest(`weights ${id}`).slice(0, 32),
    pretrained: id.endsWith('.onnx') ? { origin: id, sha256: digest(id) } : undefined,
  };
}

const around = (value: number) => ({
  value,
  interval: { low: 0.98 * value, high: 1.02 * value, confidence: 0.95 },
});

const notMeasured = (reason: string) => ({ notMeasured: reason });

function measured(cell: Cell, round: number, medianMs: number): CellRecord {
  const samplesMs = Array.from({ length: 50 }, (_, index) => medianMs * (0.96 + (index % 9) / 100));
  const totalMs = samplesMs.reduce((sum, sample) => sum + sample, 0);
  const correct = [9, 8, 10, 7, 9, 6];
  return cellRecordSchema.parse({
    type: 'cell',
    ...version,
    cell,
    round,
    startedAt,
    durationSeconds: 3.5,
    status: 'measured',
    engineVersion: '2.1.0',
    asRun: { provider: 'CPU', threads: 2 },
    static: {
      graphSha256: digest(cell.network.id),
      trainableParameters: 12_340,
      totalParameters: 12_400,
      macs: 1_234_567,
      flops: 2_469_134,
      countedOperators: ['Conv', 'Gemm', 'MatMul'],
      weightBytes: 49_600,
      activationPeakBytes: 65_536,
      activationSumBytes: 262_144,
      convolutions: 7,
      depth: 8,
    },
    modelBytes: 51_000,
    batchSizeRun: cell.batchSize,
    phases: {
      runtimeLoadMs: 40,
      modelLoadMs: 12,
      firstInferenceMs: 2 * medianMs,
      warmupIterations: 20,
      warmupMs: 20 * medianMs,
      warmupStable: true,
    },
    latency: {
      samplesMs,
      count: samplesMs.length,
      totalMs,
      medianMs: around(medianMs),
      meanMs: totalMs / samplesMs.length,
      minimumMs: 0.96 * medianMs,
      maximumMs: 1.04 * medianMs,
      percentiles: [
        { p: 90, ms: around(1.03 * medianMs) },
        { p: 99, ms: { notMeasured: '50 samples, 300 are needed for p99' } },
      ],
      endedBy: 'precise',
    },
    imagesPerSecond: around((1000 * cell.batchSize) / medianMs),
    memory: {
      peakRssBytes: { value: 120_000_000 },
      runtimeRssBytes: { value: 90_000_000 },
      rssAboveRuntimeBytes: { value: 30_000_000 },
      phases: [
        { phase: 'load', startedMs: 0, peakRssBytes: { value: 118_000_000 } },
        { phase: 'steady state', startedMs: 40, peakRssBytes: { value: 120_000_000 } },
      ],
      curve: [0, 1, 2, 3].map((step) => ({ elapsedMs: 20 * step, rssBytes: 9e7 + 1e7 * step })),
      gpuProcessBytes: notMeasured('there is no GPU'),
      gpuDeviceBytes: notMeasured('there is no GPU'),
    },
    gpu: notMeasured('there is no GPU'),
    energy: notMeasured('this machine has no power meter'),
    contention: { ownShare: { value: 0.97 }, otherShare: { value: 0.01 } },
    ...(round === 0 && {
      correctness: {
        accuracy: {
          images: 60,
          top1: around(49 / 60),
          top5: around(1),
          confusion: correct.map((right, row) =>
            correct.map((_, column) =>
              column === row ? right : column === (row + 1) % 6 ? 10 - right : 0,
            ),
          ),
        },
        parity: { images: 4, maximumDeviation: 2e-6, limit: 1e-4, top1Agreement: 1 },
        predictions: notMeasured('this is an example'),
      },
    }),
    warnings: [{ kind: 'noisy', relativeHalfWidth: 0.07 }],
  });
}

const failed = (cell: Cell): CellRecord =>
  cellRecordSchema.parse({
    type: 'cell',
    ...version,
    cell,
    round: 0,
    startedAt,
    durationSeconds: 1.5,
    status: 'failed',
    failure: {
      kind: 'killed',
      message: 'The process was killed by SIGKILL.',
      remedy: 'Free memory.',
      phase: 'warm-up',
      signal: 'SIGKILL',
      standardError: 'out of memory',
    },
    warnings: [],
  });

function training({ weightsKey: key, network }: Cell, fails: boolean): TrainingRecord {
  const base = {
    type: 'training',
    ...version,
    key,
    network,
    dataset,
    backend: { ...backend, engineVersion: '2.1.0' },
    recipe: recipeSchema.parse({
      source: 'an example',
      budget: { images: 640 },
      batchSize: 64,
      learningRate: 1e-3,
      optimizer: { kind: 'adam' },
      schedule: { kind: 'constant' },
      initialization: 'he',
    }),
    seed: 1,
    startedAt,
  };
  const failure = { kind: 'threw', message: 'The loss is not finite.', phase: 'training' };
  if (fails) return trainingRecordSchema.parse({ ...base, status: 'failed', failure });
  return trainingRecordSchema.parse({
    ...base,
    status: 'done',
    fromCache: false,
    steps: 10,
    imagesSeen: 640,
    trainSeconds: 4,
    imagesPerSecond: 160,
    threads: 2,
    resumes: 0,
    curve: Array.from({ length: 5 }, (_, index) => ({
      step: 2 * index + 2,
      imagesSeen: 128 * (index + 1),
      elapsedSeconds: 0.8 * (index + 1),
      learningRate: 1e-3,
      loss: 1.8 - 0.2 * index,
      trainTop1: 0.3 + 0.1 * index,
    })),
    weightsSha256: digest('weights'),
  });
}

const inThreeRounds = (cell: Cell, medianMs: number): CellResults => ({
  cell,
  rounds: [0, 1, 2].map((round) => measured(cell, round, medianMs * (1 + 0.01 * round))),
});

/**
 * Results as a run writes them: measured, failed and missing cells, trained networks, one whose training failed, and
 * one that came with its weights.
 */
export function exampleResults(): RunResults {
  const cells = [
    cellOf(0, 1),
    cellOf(0, 8),
    cellOf(1, 1),
    cellOf(1, 8),
    cellOf(2, 1),
    cellOf(2, 8),
  ];
  const [small, smallBatch, wide, , model] = cells as [Cell, Cell, Cell, Cell, Cell];
  return {
    run: runRecordSchema.parse({
      type: 'run',
      ...version,
      runId: '2026-03-01T09-00-00-abcd',
      title: 'An example run',
      convbenchVersion: '1.2.3',
      startedAt,
      host: {
        os: 'Example OS 1',
        kernel: '6.1',
        cpuModel: 'Example CPU',
        physicalCores: null,
        logicalCores: 4,
        allowedCpus: 2,
        cpuMaxMhz: null,
        cpuGovernor: null,
        onBattery: null,
        memoryBytes: 8e9,
        memoryLimitBytes: null,
        virtualMachine: null,
        gpus: [{ model: 'Example GPU', memoryBytes: null }],
        nodeVersion: '20.20.0',
      },
      config: matrixConfigSchema.parse({
        title: 'An example run',
        architectures: networks.map(({ id }) => id),
        batchSizes: [1, 8],
      }),
      cells,
    }),
    trainings: [training(small, false), training(wide, true)],
    peaks: [
      peakRecordSchema.parse({
        type: 'peak',
        ...version,
        startedAt,
        backend,
        engineVersion: '2.1.0',
        threads: 2,
        matrixProduct: { what: '1024 x 1024 x 1024', perSecond: { value: 1.5e11 } },
        convolution: { what: '64 channels, 3 x 3, 56 px', perSecond: { value: 1.2e11 } },
        memoryCopy: { what: '256 MB', perSecond: { value: 9e9 } },
      }),
    ],
    cells: [
      inThreeRounds(small, 1.25),
      inThreeRounds(smallBatch, 7.5),
      { cell: wide, rounds: [failed(wide)] },
      inThreeRounds(model, 2.5),
    ],
  };
}
