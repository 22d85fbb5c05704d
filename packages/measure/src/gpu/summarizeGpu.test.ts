import { gpuSchema } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import type { GpuSample } from './gpuSample.js';
import { gpuDeviceBytes, gpuProcessBytes, summarizeGpu } from './summarizeGpu.js';

const sample = (changes: Partial<GpuSample>): GpuSample => ({
  timeMs: 0,
  index: 0,
  uuid: 'GPU-a',
  name: 'NVIDIA L4',
  memoryUsedBytes: 1000,
  memoryTotalBytes: 9000,
  powerWatts: 50,
  powerIsAveraged: false,
  smClockMhz: 2000,
  memoryClockMhz: 6000,
  temperatureCelsius: 60,
  utilization: 0.5,
  throttleReasons: [],
  isPartitioned: false,
  ...changes,
});

describe('summarizeGpu', () => {
  it('sums up a stretch of time in the form of a record', () => {
    const facts = summarizeGpu([
      sample({}),
      sample({ powerWatts: 70, smClockMhz: 1500, throttleReasons: ['software power cap'] }),
      sample({ powerWatts: { untold: '[N/A]' }, temperatureCelsius: 71 }),
    ]);
    expect(facts).toEqual({
      name: 'NVIDIA L4',
      samples: 3,
      powerWatts: { value: 60 },
      temperatureCelsius: { value: 71 },
      clockMhz: { lowest: { value: 1500 }, median: { value: 2000 } },
      utilization: { value: 0.5 },
      throttleReasons: ['software power cap'],
    });
    expect(gpuSchema.parse(facts)).toEqual(facts);
  });

  it('repeats the words of the driver where it tells nothing', () => {
    const untold = { untold: '[Not Supported]' };
    expect(summarizeGpu([sample({ powerWatts: untold, throttleReasons: untold })])).toMatchObject({
      powerWatts: { notMeasured: 'nvidia-smi says: [Not Supported]' },
      throttleReasons: [],
    });
    expect(summarizeGpu([])).toEqual({ notMeasured: 'nvidia-smi wrote no line in that time' });
  });
});

describe('memory of a GPU', () => {
  it('is the largest of the device, and of our process', () => {
    const samples = [
      sample({}),
      sample({ memoryUsedBytes: 3000 }),
      sample({ memoryUsedBytes: 2000 }),
    ];
    expect(gpuDeviceBytes(samples)).toEqual({ value: 3000 });
    const processes = [
      { pid: 1, uuid: 'GPU-a', usedBytes: 700 },
      { pid: 1, uuid: 'GPU-a', usedBytes: 900 },
      { pid: 2, uuid: 'GPU-a', usedBytes: 5000 },
      { pid: 1, uuid: 'GPU-b', usedBytes: 8000 },
    ];
    expect(gpuProcessBytes(processes, [1], 'GPU-a')).toEqual({ value: 900 });
    expect(gpuProcessBytes(processes, [3], 'GPU-a')).toEqual({
      notMeasured: expect.stringContaining('lists other processes only'),
    });
    expect(gpuProcessBytes([], [1], 'GPU-a')).toEqual({
      notMeasured: expect.stringContaining('lists no process on this GPU'),
    });
  });
});
