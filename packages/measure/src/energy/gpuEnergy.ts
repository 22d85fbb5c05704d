import { notMeasured, type NotMeasured } from '@convbench/statistics';
import { isTold, type GpuSample } from '../gpu/gpuSample.js';
import type { EnergyReadings } from './energyMeter.js';
import { powerReadings } from './integratePower.js';

/**
 * Energy from the samples of one GPU; averaged if any of them is. Not measured where the driver tells no power,
 * or only that of several users of a divided GPU together.
 */
export function gpuEnergyReadings(samples: readonly GpuSample[]): EnergyReadings | NotMeasured {
  const [first] = samples;
  if (first === undefined) return notMeasured('nvidia-smi wrote no line in that time');
  if (samples.some(({ isPartitioned }) => isPartitioned)) {
    return notMeasured(`${first.name} is divided (MIG): its power is that of all its instances`);
  }
  const told = samples.flatMap(({ timeMs, powerWatts, powerIsAveraged }) =>
    isTold(powerWatts) ? [{ timeMs, watts: powerWatts, powerIsAveraged }] : [],
  );
  if (told.length === 0) {
    const { powerWatts } = first;
    const words = isTold(powerWatts) ? '' : powerWatts.untold;
    return notMeasured(`nvidia-smi does not tell the power of ${first.name}: ${words}`);
  }
  return powerReadings(
    told,
    told.some(({ powerIsAveraged }) => powerIsAveraged),
  );
}
