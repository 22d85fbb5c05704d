import { plural } from '../format/plural.js';
import type { RunView } from '../view/runView.js';

/** 'Intel Xeon, 16 CPUs, NVIDIA H200': the processor, and the GPUs that cells were measured on. */
export function machineName({ run: { host }, cells }: Pick<RunView, 'run' | 'cells'>): string {
  const gpus = cells.flatMap(({ records }) =>
    records.flatMap(({ gpu }) => ('name' in gpu ? [gpu.name] : [])),
  );
  return [host.cpuModel, plural(host.allowedCpus, 'CPU'), ...new Set(gpus)].join(', ');
}
