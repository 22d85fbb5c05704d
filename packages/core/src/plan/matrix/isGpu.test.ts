import { expect, it } from 'vitest';
import { deviceOf } from '../../../../../test/support/backendOf.js';
import { isGpu } from './isGpu.js';

const available = { available: true, engineVersion: '1' } as const;
const gpu = deviceOf('webgpu', { usesGpu: true });

it('is a GPU where one computes, and nothing stands in for it', () => {
  expect(isGpu({ descriptor: gpu, availability: available })).toBe(true);
  const software = { ...available, softwareAdapter: true };
  expect(isGpu({ descriptor: gpu, availability: software })).toBe(false);
  expect(isGpu({ descriptor: deviceOf('cpu'), availability: available })).toBe(false);
  const missing = { available: false, reason: 'no', remedy: 'none' } as const;
  expect(isGpu({ descriptor: gpu, availability: missing })).toBe(false);
});
