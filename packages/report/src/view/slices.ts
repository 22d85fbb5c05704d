import { canonicalJson } from '@convbench/spec';
import type { Cell, RunRecord } from '@convbench/spec';
import type { FigureKey } from '../figures/figures.js';
import type { CellView } from './cells.js';

/**
 * Cells that may be compared with each other: everything but the network is the same, and the size of the input where
 * each network has its own.
 */
export interface Slice {
  readonly index: number;
  /** 'ONNX Runtime (cpu), batch 1': what sets it apart from the other slices, never less than that. */
  readonly title: string;
  /** What "fast" means here: the latency, or the time of an image in the scenarios that are about a rate. */
  readonly speed: Extract<FigureKey, 'latencyMedian' | 'timePerImage'>;
  readonly cells: readonly CellView[];
}

/** Height and width in pixels, where the options hold it. */
export function inputSizeOf({ network }: Pick<Cell, 'network'>): number | undefined {
  const { inputSize } = network.options;
  return typeof inputSize === 'number' ? inputSize : undefined;
}

export function datasetText({ dataset }: Pick<Cell, 'dataset'>): string {
  return dataset.title;
}

/** '32 × 32 px' */
export function inputText(cell: Pick<Cell, 'network'>): string {
  const size = inputSizeOf(cell);
  return size === undefined ? 'input size unknown' : `${size}\u00a0×\u00a0${size}\u00a0px`;
}

/** Whether every network was asked for at its native size: then the sizes belong to the networks. */
export function isNative({ config }: Pick<RunRecord, 'config'>): boolean {
  return config.inputSizes.length > 0 && config.inputSizes.every((size) => size === 'native');
}

const NATIVE = 'native sizes';

interface PlannedCells {
  readonly run: Pick<RunRecord, 'config'>;
  readonly cells: readonly Pick<CellView, 'cell'>[];
}

/** '32 × 32 px', each size once; or that they are those of the networks. */
export function inputsText({ run, cells }: PlannedCells): string {
  const sizes = [...new Set(cells.map(({ cell }) => inputText(cell)))];
  return isNative(run) && sizes.length > 1 ? NATIVE : sizes.join(', ');
}

/** 'batch 8', or what the scenario lets vary instead. */
export function batchText({ scenario, batchSize }: Pick<Cell, 'scenario' | 'batchSize'>): string {
  switch (scenario) {
    case 'latency':
      return `batch\u00a0${batchSize}`;
    case 'throughput':
      return 'best batch';
    case 'server':
      return 'server';
  }
}

/** The parts of a cell's setting, as text; the first two are always shown. */
function facets(cell: Cell, native: boolean): readonly string[] {
  return [
    `${cell.backend.title} (${cell.backend.device})`,
    batchText(cell),
    datasetText(cell),
    native ? NATIVE : inputText(cell),
    `${cell.threads}\u00a0${cell.threads === 1 ? 'thread' : 'threads'}`,
    cell.precision,
    `seed\u00a0${cell.seed}`,
  ];
}

function keyOf(cell: Cell, native: boolean): string {
  const { backend, scenario } = cell;
  return canonicalJson([
    backend,
    scenario,
    cell.dataset.checksum,
    cell.dataset.options,
    facets(cell, native),
  ]);
}

/** `native`: each network at its own size. */
export function slicesOf(cells: readonly CellView[], native = false): Slice[] {
  const byKey = new Map<string, CellView[]>();
  for (const view of cells) {
    const key = keyOf(view.cell, native);
    const group = byKey.get(key);
    if (group) group.push(view);
    else byKey.set(key, [view]);
  }
  const groups = [...byKey.values()];
  const facetsOfGroups = groups.map(([first]) => (first ? facets(first.cell, native) : []));
  const varying = (facetsOfGroups[0] ?? []).map(
    (_, at) => new Set(facetsOfGroups.map((parts) => parts[at])).size > 1,
  );
  return groups.map((group, index) => ({
    index,
    title: (facetsOfGroups[index] ?? []).filter((_, at) => at < 2 || varying[at]).join(', '),
    speed: group.some(({ cell }) => cell.scenario !== 'latency') ? 'timePerImage' : 'latencyMedian',
    cells: group,
  }));
}
