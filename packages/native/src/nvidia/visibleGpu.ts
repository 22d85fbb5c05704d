import { UserError } from '@convbench/spec/plain';

/**
 * Variables that show a process one GPU alone, so that every program agrees which it is: CUDA's own count goes by
 * speed, not by slots. `index` counts the GPUs that may be used, as nvidia-smi does.
 *
 * @throws UserError where `CUDA_VISIBLE_DEVICES` does not have so many.
 */
export function visibleGpu(
  current: Readonly<Record<string, string | undefined>>,
  index: number,
  room: string,
): Readonly<Record<string, string>> {
  const order = { CUDA_DEVICE_ORDER: current['CUDA_DEVICE_ORDER'] ?? 'PCI_BUS_ID' };
  const chosen = current['CUDA_VISIBLE_DEVICES'];
  if (chosen === undefined) return { ...order, CUDA_VISIBLE_DEVICES: String(index) };
  const gpus = chosen.split(',').map((gpu) => gpu.trim());
  const gpu = gpus[index];
  if (gpu === undefined)
    throw new UserError(
      room,
      `There is no GPU ${index}: CUDA_VISIBLE_DEVICES is '${chosen}', and they are counted from 0.`,
      'Choose another device, or change that variable.',
    );
  return { ...order, CUDA_VISIBLE_DEVICES: gpu };
}
