import type { GpuSample } from '@convbench/measure';
import type { NotMeasured } from '@convbench/spec';

export type Gpu = Pick<GpuSample, 'uuid' | 'index' | 'name'>;

/**
 * The uuid of the GPU that a process used, of those that the driver tells of. `processUuid` is the one that the driver
 * lists the process under; inside of a container it lists none. Then `CUDA_VISIBLE_DEVICES` says it, whose first entry
 * is a uuid or a number. CUDA numbers GPUs by speed and the driver by their slots: the number is of use where all are
 * alike, or `CUDA_DEVICE_ORDER` says that CUDA does so, too.
 */
export function chosenGpu(
  gpus: readonly Gpu[],
  processUuid: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | NotMeasured {
  const all = [...new Map(gpus.map((gpu) => [gpu.uuid, gpu])).values()];
  const [first] = all;
  if (first === undefined) return { notMeasured: 'nvidia-smi wrote no line' };
  if (all.some(({ uuid }) => uuid === processUuid)) return processUuid as string;
  if (all.length === 1) return first.uuid;
  const [visible = ''] = (environment['CUDA_VISIBLE_DEVICES'] ?? '0').trim().split(/\s*,\s*/);
  const named = all.filter(({ uuid }) => visible.startsWith('GPU-') && uuid.startsWith(visible));
  if (named.length === 1) return (named[0] as Gpu).uuid;
  const sameOrder =
    environment['CUDA_DEVICE_ORDER'] === 'PCI_BUS_ID' ||
    new Set(all.map(({ name }) => name)).size === 1;
  const numbered = all.find(({ index }) => /^\d+$/.test(visible) && index === Number(visible));
  if (sameOrder && numbered !== undefined) return numbered.uuid;
  return { notMeasured: `which of the ${all.length} GPUs the process used is not known` };
}
