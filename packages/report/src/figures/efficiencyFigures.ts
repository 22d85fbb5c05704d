import type { FigureDefinition } from './definition.js';
import { percentage } from './definition.js';

export const efficiencyFigures = {
  achievedFlops: {
    unit: 'GFLOP/s',
    factor: 1e-9,
    axis: 'log',
    interval: true,
    better: 'higher',
    title: 'Achieved',
    short: 'GFLOP/s',
    column: { stem: 'achieved', unit: 'flops_per_second' },
    meaning:
      'Counted operations of the network times its throughput: how much arithmetic the engine got done.',
    read: ({ achievedFlopsPerSecond }) => achievedFlopsPerSecond,
  },
  shareOfPeak: {
    ...percentage,
    title: 'Share of peak',
    short: 'of peak',
    column: { stem: 'share_of_peak', unit: 'fraction' },
    meaning:
      'Achieved operations over the most that the same engine got out of this machine with as many threads, in a large matrix product or convolution. The rest went into memory, small layers and waiting.',
    read: ({ shareOfPeak }) => shareOfPeak,
  },
} satisfies Record<string, FigureDefinition>;
