import { parseConfig } from '@convbench/core';
import {
  cellRecordSchema,
  roundRange,
  runRecordSchema,
  trainingRecordSchema,
} from '@convbench/spec';
import type { Cell, CellRecord, MatrixConfig, Network, RunResults } from '@convbench/spec';
import type { Evidence, StudyMatrix } from '@convbench/study';
import { exampleResults } from './exampleResults.js';

/** What a matrix would have measured. */
export interface Truth {
  /** Median of a round; the interval within it is 1 % wide. */
  readonly latencyMs?: (network: Network, macs: number, round: number) => number;
  /** On 10,000 test images. */
  readonly top1?: (network: Network, seed: number) => number;
  /** On training images at a part of the training. */
  readonly trainTop1?: (network: Network, seed: number, part: number) => number;
}

const POINTS = 20;
const IMAGES = 10_000;

/** Records of a matrix as a run would write them, with figures that a test knows. */
export function syntheticRun(
  { describe }: Pick<Evidence, 'describe'>,
  matrix: StudyMatrix,
  { latencyMs = () => 1, top1 = () => 0.9, trainTop1 = () => 0.9 }: Truth,
): RunResults {
  const config = parseConfig({ ...matrix.config, title: matrix.name, plugins: [] }, 'a test');
  const example = exampleResults();
  const [template] = example.cells[0]?.rounds ?? [];
  const [training] = example.trainings;
  if (template?.status !== 'measured' || training?.status !== 'done') throw new Error('no example');
  const networks = networksOf(describe, config);
  const cells = networks.flatMap(({ network }) =>
    config.batchSizes.map((batchSize): Cell => {
      const id = JSON.stringify([network, batchSize]);
      return { ...template.cell, id, network, batchSize, seed: config.seed, weightsKey: id };
    }),
  );
  const recordOf = (cell: Cell, round: number): CellRecord => {
    const cost = networks.find(({ network }) => network === cell.network)?.cost ?? template.static;
    const value = latencyMs(cell.network, cost.macs, round);
    const interval = { low: value * 0.995, high: value * 1.005, confidence: 0.95 };
    const correct = Math.round(top1(cell.network, cell.seed) * IMAGES);
    return cellRecordSchema.parse({
      ...template,
      cell,
      round,
      static: cost,
      latency: { ...template.latency, medianMs: { value, interval } },
      correctness: {
        ...template.correctness,
        accuracy: {
          images: IMAGES,
          top1: { value: correct / IMAGES },
          top5: { value: 1 },
          confusion: [[correct, IMAGES - correct]],
        },
      },
    });
  };
  return {
    run: runRecordSchema.parse({ ...example.run, config, cells, title: matrix.name }),
    peaks: [],
    trainings: networks.map(({ network }) =>
      trainingRecordSchema.parse({
        ...training,
        network,
        seed: config.seed,
        imagesSeen: 100 * POINTS,
        curve: Array.from({ length: POINTS }, (_, index) => ({
          step: index + 1,
          imagesSeen: 100 * (index + 1),
          elapsedSeconds: index,
          learningRate: 0.1,
          loss: 1,
          trainTop1: trainTop1(network, config.seed, (index + 1) / POINTS),
        })),
      }),
    ),
    cells: cells.map((cell) => ({
      cell,
      rounds: Array.from({ length: roundRange(config.measuring).least }, (_, round) =>
        recordOf(cell, round),
      ),
    })),
  };
}

function networksOf(describe: Evidence['describe'], config: MatrixConfig) {
  return config.architectures.flatMap(({ id, options }) =>
    config.inputSizes.map((size) => {
      const published = describe(id, options).variant.published?.[0]?.options.inputSize;
      const native = typeof published === 'number' ? published : 224;
      const inputSize = size === 'native' ? native : size;
      const { network, static: cost } = describe(id, { ...options, channels: 1, inputSize });
      return { network, cost };
    }),
  );
}
