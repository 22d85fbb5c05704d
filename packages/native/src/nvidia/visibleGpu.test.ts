import { expect, it } from 'vitest';
import { visibleGpu } from './visibleGpu.js';

const visible = (current: Record<string, string>, index = 0) => visibleGpu(current, index, 'room');

it('shows one GPU, counted as nvidia-smi does', () => {
  expect(visible({}, 1)).toEqual({ CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '1' });
});

it('chooses among the GPUs that the user allows', () => {
  const current = { CUDA_VISIBLE_DEVICES: '2, GPU-abc', CUDA_DEVICE_ORDER: 'FASTEST_FIRST' };
  expect(visible(current)).toEqual({
    CUDA_DEVICE_ORDER: 'FASTEST_FIRST',
    CUDA_VISIBLE_DEVICES: '2',
  });
  expect(visible(current, 1)).toMatchObject({ CUDA_VISIBLE_DEVICES: 'GPU-abc' });
  expect(() => visible(current, 2)).toThrow(
    "There is no GPU 2: CUDA_VISIBLE_DEVICES is '2, GPU-abc', and they are counted from 0.",
  );
  expect(visible({ CUDA_VISIBLE_DEVICES: '' })).toMatchObject({ CUDA_VISIBLE_DEVICES: '' });
});
