import { describe, expect, it } from 'vitest';
import {
  GPU_FIELDS,
  parseGpuLine,
  parseProcessLine,
  unknownField,
  type GpuField,
} from './nvidiaQuery.js';

const without = (...left: GpuField[]) => GPU_FIELDS.filter((field) => !left.includes(field));

describe('parseGpuLine', () => {
  it('reads a line of a data centre GPU, power of the moment first', () => {
    const line =
      '0, GPU-2d1f9c3e-0b1a-4d7e-9c55-6a7f3f5f1b11, NVIDIA H100 80GB HBM3, 1234, 81559, 412.55, 399.10, 1755, 2619, 61, 97, 0x0000000000000024, 0x0000000000000024, Disabled';
    expect(parseGpuLine(line, GPU_FIELDS, 5)).toEqual({
      timeMs: 5,
      index: 0,
      uuid: 'GPU-2d1f9c3e-0b1a-4d7e-9c55-6a7f3f5f1b11',
      name: 'NVIDIA H100 80GB HBM3',
      memoryUsedBytes: 1234 * 2 ** 20,
      memoryTotalBytes: 81559 * 2 ** 20,
      powerWatts: 412.55,
      powerIsAveraged: false,
      smClockMhz: 1755,
      memoryClockMhz: 2619,
      temperatureCelsius: 61,
      utilization: 0.97,
      throttleReasons: ['software power cap', 'software thermal slowdown'],
      isPartitioned: false,
    });
  });

  it('keeps the words of what is not told, with MIG, old cards and lost ones', () => {
    const mig =
      '0, GPU-aa, NVIDIA A100-SXM4-40GB, 13, 40960, [N/A], 51.20, 210, 1215, 28, [N/A], 0x0000000000000001, 0x0000000000000001, Enabled';
    expect(parseGpuLine(mig, GPU_FIELDS, 0)).toMatchObject({
      powerWatts: 51.2,
      powerIsAveraged: true,
      utilization: { untold: '[N/A]' },
      throttleReasons: [],
      isPartitioned: true,
    });
    const old =
      '1, GPU-bb, Quadro K620, 300, 2000, [Not Supported], [N/A], [N/A], 40, 3, [Not Supported], [N/A]';
    const fields = without('power.draw.instant', 'clocks_event_reasons.active');
    expect(parseGpuLine(old, fields, 0)).toMatchObject({
      index: 1,
      powerWatts: { untold: '[Not Supported]' },
      smClockMhz: { untold: '[N/A]' },
      throttleReasons: { untold: '[Not Supported]' },
    });
    const lost =
      '0, GPU-cc, NVIDIA L4, [GPU is lost], [GPU is lost], ERR!, [Unknown Error], 0, 0, , 0, ERR!, ERR!, [N/A]';
    expect(parseGpuLine(lost, GPU_FIELDS, 0)).toMatchObject({
      memoryUsedBytes: { untold: '[GPU is lost]' },
      powerWatts: { untold: '[Unknown Error]' },
      temperatureCelsius: { untold: 'empty' },
      throttleReasons: { untold: 'ERR!' },
    });
  });

  it('reads zero as zero', () => {
    const idle = '0, GPU-a, NVIDIA T4, 0, 15360, 0, 0.00, 0, 0, 0, 0, 0x0, 0x0, [N/A]';
    expect(parseGpuLine(idle, GPU_FIELDS, 0)).toMatchObject({
      memoryUsedBytes: 0,
      powerWatts: 0,
      utilization: 0,
    });
  });

  it('takes no message for a line', () => {
    for (const line of [
      'No devices were found',
      'Failed to initialize NVML: Driver/library version mismatch',
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
      'Unable to determine the device handle for GPU0000:01:00.0: Unknown Error',
      '0, GPU-2d1f9c3e, NVIDIA H100 80GB HBM3, 1234, 815',
    ])
      expect(parseGpuLine(line, GPU_FIELDS, 0)).toBe(undefined);
  });
});

it('recognizes a field that the driver does not know', () => {
  expect(unknownField('Field "power.draw.instant" is not a valid field to query.')).toBe(
    'power.draw.instant',
  );
  expect(unknownField('Field "something.else" is not a valid field to query.')).toBe(undefined);
  expect(unknownField('0, GPU-a, NVIDIA T4')).toBe(undefined);
});

it('reads memory of processes', () => {
  expect(parseProcessLine('4711, GPU-aa, 1520')).toEqual({
    pid: 4711,
    uuid: 'GPU-aa',
    usedBytes: 1520 * 2 ** 20,
  });
  expect(parseProcessLine('4711, GPU-aa, [N/A]')).toMatchObject({ usedBytes: { untold: '[N/A]' } });
  expect(parseProcessLine('No running processes found')).toBe(undefined);
});
