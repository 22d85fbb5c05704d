import { expect, it } from 'vitest';
import type { PeakRecord } from '@convbench/spec';
import { peakId, peakOf } from './peakOf.js';

const setting = (name: string, device: string, threads: number) => ({
  backend: { name, device },
  threads,
});
const peaks = [
  setting('onnxruntime', 'cpu', 2),
  setting('onnxruntime', 'cpu', 4),
  setting('onnxruntime', 'webgpu', 2),
  setting('tfjs', 'cpu', 2),
] as PeakRecord[];

it('finds the peak of the same engine, device and threads', () => {
  for (const peak of peaks)
    expect(peakOf(setting(peak.backend.name, peak.backend.device, peak.threads), peaks)).toBe(peak);
  expect(peakOf(setting('tfjs', 'cpu', 4), peaks)).toBeUndefined();
  expect(new Set(peaks.map(peakId)).size).toBe(peaks.length);
});
