import { describe, expect, it } from 'vitest';
import { chosenGpu } from './chosenGpu.js';

const gpu = (index: number, name = 'NVIDIA L4') => ({ uuid: `GPU-${index}${index}`, index, name });
const alike = [gpu(0), gpu(1), gpu(0), gpu(1)];
const mixed = [gpu(0, 'NVIDIA T4'), gpu(1)];
const unknown = { notMeasured: 'which of the 2 GPUs the process used is not known' };

describe('chosenGpu', () => {
  it('is the one that the driver lists the process under', () => {
    expect(chosenGpu(mixed, 'GPU-11', { CUDA_VISIBLE_DEVICES: '0' })).toBe('GPU-11');
  });

  it('is the only one', () => {
    expect(chosenGpu([gpu(3)], undefined, {})).toBe('GPU-33');
    expect(chosenGpu([gpu(3)], 'GPU-of-another-list', {})).toBe('GPU-33');
  });

  it.each([
    [alike, {}, 'GPU-00'],
    [alike, { CUDA_VISIBLE_DEVICES: '1' }, 'GPU-11'],
    [alike, { CUDA_VISIBLE_DEVICES: '1,0' }, 'GPU-11'],
    [mixed, { CUDA_VISIBLE_DEVICES: 'GPU-1' }, 'GPU-11'],
    [mixed, { CUDA_VISIBLE_DEVICES: '1', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' }, 'GPU-11'],
  ])('else what CUDA is told: of %j with %j it is %s', (gpus, environment, uuid) => {
    expect(chosenGpu(gpus, undefined, environment)).toBe(uuid);
  });

  it.each([
    [mixed, {}],
    [mixed, { CUDA_VISIBLE_DEVICES: '1' }],
    [alike, { CUDA_VISIBLE_DEVICES: '7' }],
    [alike, { CUDA_VISIBLE_DEVICES: 'MIG-1' }],
  ])('and is not guessed: %j with %j', (gpus, environment) => {
    expect(chosenGpu(gpus, undefined, environment)).toEqual(unknown);
  });

  it('is none where there is none', () => {
    expect(chosenGpu([], undefined, {})).toEqual({ notMeasured: 'nvidia-smi wrote no line' });
  });
});
