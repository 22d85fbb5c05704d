import { createHash } from 'node:crypto';
import type {
  Cell,
  CellRecord,
  CurvePoint,
  MeasuredCellRecord,
  Network,
  RunResults,
  TrainingRecord,
  Warning,
} from '@convbench/spec';
import {
  cellRecordSchema,
  matrixConfigSchema,
  peakRecordSchema,
  recipeSchema,
  runRecordSchema,
  trainingRecordSchema,
} from '@convbench/spec';

/** Random numbers in [0, 1) that are the same everywhere: a linear congruential generator (Numerical Recipes). */
function seededUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A WebP file of 8 by 8 grey pixels. */
const greySquareWebp = 'UklGRiQAAABXRUJQVlA4IBgAAABQAQCdASoIAAgAAUAmJaQABYwAAP6igAA=';

const CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

const dataset = {
  name: 'fashion-mnist',
  title: 'Fashion-MNIST',
  options: {},
  checksum: sha256('fashion-mnist'),
  preprocessing: '28 × 28 grey images, padded to 32 × 32 with black.',
  classes: CLASSES,
  trainImages: 60_000,
  testImages: 10_000,
};

interface Example {
  readonly network: Network;
  readonly top1: number;
  readonly latencyMs: Readonly<Record<1 | 32, number>>;
  readonly parameters: number;
  readonly macs: number;
  readonly peakRssBytes: number;
  readonly learningRate: number;
  readonly images: number;
}

const network = (
  id: string,
  title: string,
  family: Network['family'],
  options: Record<string, unknown> = {},
): Network => ({
  id,
  title,
  family,
  options: { classes: 10, channels: 1, inputSize: 32, stem: 'small', ...options },
});

const EXAMPLES: readonly Example[] = [
  {
    network: network('nin', 'NiN', 'plain'),
    top1: 0.8853,
    latencyMs: { 1: 0.62, 32: 15.3 },
    parameters: 1_992_166,
    macs: 58_500_000,
    peakRssBytes: 131e6,
    learningRate: 0.002,
    images: 120_000,
  },
  {
    network: network('vgg11', 'VGG-11', 'plain', { width: 0.25 }),
    top1: 0.9068,
    latencyMs: { 1: 1.21, 32: 27.4 },
    parameters: 2_351_562,
    macs: 37_900_000,
    peakRssBytes: 148e6,
    learningRate: 0.001,
    images: 120_000,
  },
  {
    network: network('googlenet-v1', 'GoogLeNet V1', 'inception'),
    top1: 0.9039,
    latencyMs: { 1: 2.72, 32: 61.9 },
    parameters: 5_977_530,
    macs: 132_300_000,
    peakRssBytes: 169e6,
    learningRate: 0.001,
    images: 120_000,
  },
  {
    network: network('googlenet-v2', 'GoogLeNet V2', 'inception'),
    top1: 0.9137,
    latencyMs: { 1: 3.58, 32: 74.6 },
    parameters: 10_173_098,
    macs: 171_800_000,
    peakRssBytes: 187e6,
    learningRate: 0.05,
    images: 120_000,
  },
];

/** Wilson's interval at 95 %. */
function wilson(share: number, count: number) {
  const z = 1.959964;
  const center = (share + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const half =
    (z / (1 + z ** 2 / count)) *
    Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return { low: center - half, high: center + half, confidence: 0.95 };
}

const around = (value: number, relative: number) => ({
  value,
  interval: { low: value * (1 - relative), high: value * (1 + relative), confidence: 0.95 },
});

function latencyOf(median: number, count: number, spread: number, seed: number) {
  const uniform = seededUniform(seed);
  const samplesMs = Array.from({ length: count }, (_, index) => {
    const stall = index === Math.floor(count * 0.6) ? 1 + 8 * spread : 1;
    return median * stall * (1 + spread * (uniform() + uniform() + uniform() - 1.4));
  });
  const sorted = [...samplesMs].sort((a, b) => a - b);
  const rank = (p: number) => sorted[Math.min(count - 1, Math.floor(p * count))] as number;
  const half = 0.98 / Math.sqrt(count);
  const percentile = (p: number) => ({
    value: rank(p),
    interval: {
      low: rank(p - 0.02),
      high: rank(Math.min(0.9999, p + 0.02)),
      confidence: 0.95,
    },
  });
  const totalMs = samplesMs.reduce((sum, sample) => sum + sample, 0);
  return {
    samplesMs,
    count,
    totalMs,
    medianMs: {
      value: rank(0.5),
      interval: { low: rank(0.5 - half), high: rank(0.5 + half), confidence: 0.95 },
    },
    meanMs: totalMs / count,
    minimumMs: rank(0),
    maximumMs: rank(1),
    percentiles: [
      { p: 90, ms: percentile(0.9) },
      { p: 95, ms: percentile(0.95) },
      {
        p: 99,
        ms:
          count >= 300
            ? percentile(0.975)
            : { notMeasured: `${count} samples, 300 are needed for p99` },
      },
    ],
    endedBy: 'precise' as const,
  };
}

/** 1000 images a class; what is wrong goes to the neighbours, shirts and T-shirts mostly to each other. */
function confusionOf(top1: number): number[][] {
  const wrongOf = (klass: number) => {
    const weight = [1.4, 0.2, 1.3, 0.8, 1.3, 0.3, 3.2, 0.4, 0.2, 0.9][klass] ?? 1;
    return Math.round(1000 * (1 - top1) * weight);
  };
  return CLASSES.map((_, klass) => {
    const row = CLASSES.map(() => 0);
    const wrong = wrongOf(klass);
    const first = [6, 3, 4, 6, 2, 7, 0, 9, 6, 7][klass] ?? 0;
    const second = [3, 0, 6, 0, 6, 9, 2, 5, 0, 5][klass] ?? 1;
    row[klass] = 1000 - wrong;
    row[first] = Math.ceil(wrong * 0.65);
    row[second] = wrong - Math.ceil(wrong * 0.65);
    return row;
  });
}

function curveOf(example: Example, seed: number): CurvePoint[] {
  const uniform = seededUniform(seed);
  const batch = 64;
  const steps = Math.floor(example.images / batch);
  return Array.from({ length: 60 }, (_, index) => {
    const step = Math.round(((index + 1) * steps) / 60);
    const progress = step / steps;
    const reached = example.top1 + 0.012;
    const trainTop1 = Math.max(
      0.1,
      reached * (1 - Math.exp(-9 * progress)) - 0.012 * uniform() - 0.02 * (1 - progress),
    );
    return {
      step,
      imagesSeen: step * batch,
      elapsedSeconds: progress * example.macs * 3.1e-6,
      learningRate: example.learningRate * 0.5 * (1 + Math.cos(Math.PI * progress)),
      loss: 2.3 * (1 - trainTop1) + 0.05 * uniform(),
      trainTop1,
    };
  });
}

const energyOf = (perImage: number) => ({
  source: 'rapl' as const,
  method: 'invented',
  estimated: false,
  idleWatts: { value: 8 },
  steadySeconds: 2,
  steadyJoules: { value: 40 },
  perImageJoules: around(perImage, 0.04),
  aboveIdlePerImageJoules: around(perImage / 2, 0.04),
  wholeSeconds: 4,
  wholeJoules: { value: 60 },
});

const onnxruntime = { name: 'onnxruntime', title: 'ONNX Runtime', device: 'cpu' };
const keyOf = (example: Example) => sha256(`training ${example.network.id}`);

function trainingOf(example: Example, index: number): TrainingRecord {
  const { imagesSeen, elapsedSeconds } = curveOf(example, 11 + index).at(-1) as CurvePoint;
  return trainingRecordSchema.parse({
    type: 'training',
    recordVersion: 3,
    key: keyOf(example),
    network: example.network,
    dataset,
    backend: { ...onnxruntime, engineVersion: '1.30.0' },
    recipe: recipeSchema.parse({
      source: 'measured by this project at 32 px',
      budget: { images: example.images },
      batchSize: 64,
      learningRate: example.learningRate,
      optimizer:
        example.learningRate > 0.01
          ? { kind: 'sgd', momentum: 0.9, weightDecay: 0.0005 }
          : { kind: 'adam' },
      schedule: { kind: 'cosine', warmupSteps: 100 },
      initialization: 'he',
    }),
    seed: 1,
    startedAt: '2026-11-25T09:00:00.000Z',
    status: 'done',
    fromCache: index === 0,
    steps: Math.floor(example.images / 64),
    imagesSeen,
    trainSeconds: elapsedSeconds,
    imagesPerSecond: imagesSeen / elapsedSeconds,
    threads: 2,
    resumes: index === 2 ? 1 : 0,
    curve: curveOf(example, 11 + index),
    weightsSha256: sha256(`weights ${example.network.id}`),
  });
}

function cellOf(example: Example, batchSize: 1 | 32): Cell {
  return {
    id: sha256(`${example.network.id} ${batchSize}`).slice(0, 16),
    network: example.network,
    backend: onnxruntime,
    dataset,
    scenario: 'latency',
    batchSize,
    precision: 'float32',
    threads: 2,
    seed: 1,
    weightsKey: keyOf(example),
  };
}

function measuredOf(example: Example, batchSize: 1 | 32, index: number): MeasuredCellRecord {
  const noisy = example.network.id === 'googlenet-v1' && batchSize === 1;
  const latency = latencyOf(
    example.latencyMs[batchSize],
    batchSize === 1 ? 600 : 120,
    noisy ? 0.25 : 0.03,
    100 + index,
  );
  const warnings: Warning[] = noisy
    ? [
        { kind: 'noisy', relativeHalfWidth: 0.052 },
        { kind: 'contended', otherShare: 0.3 },
      ]
    : [];
  const imagesPerSecond = (1000 * batchSize * latency.count) / latency.totalMs;
  const confusion = confusionOf(example.top1);
  const right = confusion.reduce((sum, row, klass) => sum + (row[klass] ?? 0), 0);
  const top1 = right / 10_000;
  const record: CellRecord = cellRecordSchema.parse({
    type: 'cell',
    recordVersion: 3,
    cell: cellOf(example, batchSize),
    round: 0,
    startedAt: '2026-11-25T10:00:00.000Z',
    durationSeconds: 21.4,
    status: 'measured',
    engineVersion: '1.30.0',
    asRun: { executionProvider: 'cpu', intraOpNumThreads: 2, graphOptimizationLevel: 'all' },
    static: {
      graphSha256: sha256(`graph ${example.network.id}`),
      trainableParameters: example.parameters,
      totalParameters: example.parameters + 4096,
      macs: example.macs,
      flops: 2 * example.macs,
      countedOperators: ['Conv', 'Gemm', 'MatMul'],
      weightBytes: 4 * (example.parameters + 4096),
      activationPeakBytes: Math.round(example.macs / 90),
      activationSumBytes: Math.round(example.macs / 18),
      convolutions: example.network.family === 'plain' ? 8 : 57,
      depth: example.network.family === 'plain' ? 11 : 22,
    },
    modelBytes: 4 * example.parameters + 18_000,
    batchSizeRun: batchSize,
    phases: {
      runtimeLoadMs: 41.2 + index,
      modelLoadMs: 12 + example.parameters / 1e5,
      firstInferenceMs: 3 * example.latencyMs[batchSize],
      warmupIterations: 60,
      warmupMs: 60 * example.latencyMs[batchSize],
      warmupStable: true,
    },
    latency,
    imagesPerSecond: around(imagesPerSecond, noisy ? 0.03 : 0.006),
    memory: {
      peakRssBytes: { value: example.peakRssBytes + batchSize * 600_000 },
      runtimeRssBytes: { value: 88_300_000 },
      rssAboveRuntimeBytes: { value: example.peakRssBytes + batchSize * 600_000 - 88_300_000 },
      phases: [],
      curve: [],
      gpuProcessBytes: { notMeasured: 'there is no GPU' },
      gpuDeviceBytes: { notMeasured: 'there is no GPU' },
    },
    gpu: { notMeasured: 'there is no GPU' },
    energy:
      example.network.id === 'nin' && batchSize === 1
        ? { notMeasured: 'steady state was too short for the energy counter' }
        : energyOf((example.macs * 4.1e-10) / Math.sqrt(batchSize)),
    contention: { ownShare: { value: 0.98 }, otherShare: { value: noisy ? 0.3 : 0.004 } },
    correctness: {
      accuracy: {
        images: 10_000,
        top1: { value: top1, interval: wilson(top1, 10_000) },
        top5: { value: 0.9971, interval: wilson(0.9971, 10_000) },
        confusion,
      },
      mistakes: [
        { image: 40, label: 6, predicted: 0, probability: 0.968, webpBase64: greySquareWebp },
      ],
      parity: { images: 16, maximumDeviation: 2.3e-6, limit: 1e-3, top1Agreement: 1 },
      predictions: { notMeasured: 'the figures are invented' },
    },
    warnings,
  });
  if (record.status !== 'measured') throw new TypeError('The example is a measured cell.');
  return record;
}

function failedOf(example: Example, batchSize: 1 | 32): CellRecord {
  return cellRecordSchema.parse({
    type: 'cell',
    recordVersion: 3,
    cell: cellOf(example, batchSize),
    round: 0,
    startedAt: '2026-11-25T10:06:00.000Z',
    durationSeconds: 8.2,
    status: 'failed',
    failure: {
      kind: 'killed',
      message: 'The process of the cell was killed: it used more memory than the system had.',
      remedy: 'Free memory, or measure this network at a smaller batch.',
      phase: 'warm-up',
      signal: 'SIGKILL',
      standardError: 'allocation of 268435456 bytes failed\n',
    },
    warnings: [],
  });
}

/**
 * A run as a report gets it: 4 networks × batch 1 and 32 on onnxruntime's CPU, in one round. VGG-11 at batch 32 failed,
 * GoogLeNet V1 at batch 1 has two warnings, the energy of NiN at batch 1 was not measured. The same at every call;
 * every record has passed its schema. The figures are invented.
 */
export function exampleResults(): RunResults {
  const batches = [1, 32] as const;
  const plan = batches.flatMap((batch) => EXAMPLES.map((example) => ({ example, batch })));
  return {
    run: runRecordSchema.parse({
      type: 'run',
      recordVersion: 3,
      runId: '2026-11-25T09-00-00Z',
      title: 'Lineage on Fashion-MNIST',
      convbenchVersion: '0.1.0',
      startedAt: '2026-11-25T08:59:58.000Z',
      host: {
        os: 'Debian GNU/Linux 12',
        kernel: '6.1.0',
        cpuModel: 'Example CPU @ 2.80 GHz',
        physicalCores: null,
        logicalCores: 4,
        allowedCpus: 2,
        cpuMaxMhz: 3400,
        cpuGovernor: null,
        onBattery: null,
        memoryBytes: 8_204_000_000,
        memoryLimitBytes: null,
        virtualMachine: true,
        gpus: [],
        nodeVersion: '20.20.2',
      },
      config: matrixConfigSchema.parse({
        title: 'Lineage on Fashion-MNIST',
        architectures: EXAMPLES.map(({ network: { id } }) =>
          id === 'vgg11' ? { id, options: { width: 0.25 } } : id,
        ),
        measuring: { rounds: 1 },
      }),
      cells: plan.map(({ example, batch }) => cellOf(example, batch)),
    }),
    trainings: EXAMPLES.map(trainingOf),
    peaks: [
      peakRecordSchema.parse({
        type: 'peak',
        recordVersion: 3,
        startedAt: '2026-11-25T09:50:00.000Z',
        backend: onnxruntime,
        engineVersion: '1.30.0',
        threads: 2,
        matrixProduct: {
          what: 'products of 1024 × 1024 matrices',
          perSecond: { value: 3.1e11 },
        },
        convolution: {
          what: '3 × 3 convolutions of 128 channels at 56 px',
          perSecond: { value: 3.9e11 },
        },
        memoryCopy: { what: 'copying 128 MiB with one thread', perSecond: { value: 1.9e10 } },
      }),
    ],
    cells: plan.map(({ example, batch }, index) => ({
      cell: cellOf(example, batch),
      rounds: [
        example.network.id === 'vgg11' && batch === 32
          ? failedOf(example, batch)
          : measuredOf(example, batch, index),
      ],
    })),
  };
}
