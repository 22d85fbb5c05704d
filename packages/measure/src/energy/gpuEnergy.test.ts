import { expect, it } from 'vitest';
import { GPU_FIELDS, parseGpuLine } from '../gpu/nvidiaQuery.js';
import { gpuEnergyReadings } from './gpuEnergy.js';

const samples = (instant: string, averaged: string, mig = '[N/A]') =>
  [0, 100, 200].map((timeMs) =>
    parseGpuLine(
      `0, GPU-a, NVIDIA L4, 1, 9, ${instant}, ${averaged}, 1, 1, 1, 1, 0x0, 0x0, ${mig}`,
      GPU_FIELDS,
      timeMs,
    )!,
  );

it('takes power of the moment where the driver has it', () => {
  const readings = gpuEnergyReadings(samples('100.00', '70.00'));
  expect(readings).toMatchObject({ source: 'nvidia-smi', estimated: false });
  if ('notMeasured' in readings) throw new Error(readings.notMeasured);
  expect(readings.joules({ fromMs: 0, toMs: 200 })).toEqual({ value: expect.closeTo(20, 9) });
});

it('calls means over a second an estimate, and repeats why there is nothing', () => {
  expect(gpuEnergyReadings(samples('[N/A]', '70.00'))).toMatchObject({ estimated: true });
  expect(gpuEnergyReadings(samples('[N/A]', '[Not Supported]'))).toEqual({
    notMeasured: 'nvidia-smi does not tell the power of NVIDIA L4: [Not Supported]',
  });
  expect(gpuEnergyReadings(samples('100.00', '70.00', 'Enabled'))).toEqual({
    notMeasured: 'NVIDIA L4 is divided (MIG): its power is that of all its instances',
  });
  expect(gpuEnergyReadings([])).toHaveProperty('notMeasured');
});
