import { expect, it } from 'vitest';
import { summarizeGpu } from './summarizeGpu.js';
import { GPU_FIELDS, parseGpuLine } from './nvidiaQuery.js';
import { throttledGpu } from './throttledGpu.js';

const throttled = (...masks: string[]) =>
  throttledGpu(
    summarizeGpu(
      masks.map((mask) =>
        parseGpuLine(
          `0, GPU-a, NVIDIA L4, 1, 9, 70.00, 70.00, 1, 1, 1, 1, ${mask}, ${mask}, [N/A]`,
          GPU_FIELDS,
          0,
        )!,
      ),
    ),
  );

it('tells heat and power from an idle clock and from one that was chosen', () => {
  expect(throttled('0x0000000000000000', '0x0000000000000001')).toBe(undefined);
  expect(throttled('0x0000000000000002', '0x0000000000000100')).toBe(undefined);
  expect(throttled('0x0000000000000002', '0x0000000000000044')).toBe(
    'the driver of NVIDIA L4 gave as reasons: hardware thermal slowdown, software power cap',
  );
  expect(throttled('[Not Supported]')).toBe(undefined);
  expect(throttledGpu({ notMeasured: 'no GPU' })).toBe(undefined);
});
