import type { Profile } from '@convbench/spec';

/** What of a network the CPU computes although the device is another. */
export interface CpuNodes {
  /** As the engine names them, each once. */
  readonly operators: readonly string[];
  readonly shareOfNodes: number;
  /** Of the duration of a run: a GPU's nodes show only what handing them over takes. */
  readonly shareOfTime: number;
}

export function cpuNodesOf({ nodes, runMilliseconds }: Profile): CpuNodes {
  const onCpu = nodes.filter(({ on }) => on === 'cpu');
  const cpuMs = onCpu.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return {
    operators: [...new Set(onCpu.map(({ operator }) => operator))].sort(),
    shareOfNodes: nodes.length === 0 ? 0 : onCpu.length / nodes.length,
    shareOfTime: Math.min(1, cpuMs / runMilliseconds),
  };
}
