import type { NetworkDescription } from '@convbench/core';
import type { Evidence } from '../study.js';

/** At or above it a published input size is that of the network, below it of a lecture's small images. */
const IMAGENET_SIZE = 224;

export interface ZooEntry {
  readonly description: NetworkDescription;
  readonly inputSize: number;
  /** Of convolutions, and of linear layers. */
  readonly convolution: { readonly parameters: number; readonly macs: number };
  readonly linear: { readonly parameters: number; readonly macs: number };
  /** Sums of two branches: what a residual connection adds. */
  readonly additions: number;
}

/** Every built-in network for 1000 classes of colour images at its published size, at least 224 px. */
export function zoo(evidence: Evidence): readonly ZooEntry[] {
  return evidence.architectures.map((id) => zooEntry(evidence, id));
}

export function zooEntry({ describe }: Evidence, id: string): ZooEntry {
  const published = describe(id).variant.published?.[0]?.options.inputSize;
  const inputSize = Math.max(IMAGENET_SIZE, typeof published === 'number' ? published : 0);
  const description = describe(id, { classes: 1000, channels: 3, inputSize });
  const sumOf = (operators: readonly string[]) => {
    const rows = description.layers.filter(({ op }) => operators.includes(op));
    return {
      parameters: rows.reduce((sum, row) => sum + row.trainableParameters, 0),
      macs: rows.reduce((sum, row) => sum + (row.macs ?? 0), 0),
    };
  };
  return {
    description,
    inputSize,
    convolution: sumOf(['Conv']),
    linear: sumOf(['Gemm', 'MatMul']),
    additions: description.layers.filter(({ op }) => op === 'Add').length,
  };
}
