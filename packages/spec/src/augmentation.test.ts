import { expect, test } from 'vitest';
import { augmentationSchema } from './augmentation.js';

test("defaults are torchvision's", () => {
  expect(
    augmentationSchema.parse([
      { kind: 'random-resized-crop' },
      { kind: 'random-crop', padding: 4 },
      { kind: 'horizontal-flip' },
      { kind: 'colour-jitter', brightness: 0.4 },
    ]),
  ).toEqual([
    {
      kind: 'random-resized-crop',
      scale: [0.08, 1],
      ratio: [3 / 4, 4 / 3],
      interpolation: 'bilinear',
    },
    { kind: 'random-crop', padding: 4, fill: 0 },
    { kind: 'horizontal-flip', probability: 0.5 },
    { kind: 'colour-jitter', brightness: 0.4, contrast: 0, saturation: 0, hue: 0 },
  ]);
  expect(augmentationSchema.parse([])).toEqual([]);
});

test('cutout is the last', () => {
  const flip = { kind: 'horizontal-flip' };
  const cutout = { kind: 'cutout', size: 8 };
  expect(augmentationSchema.safeParse([flip, cutout, cutout]).success).toBe(true);
  const wrong = augmentationSchema.safeParse([cutout, flip]);
  expect(wrong.error?.issues[0]?.message).toContain('cutout comes last');
});

test.each([
  [{ kind: 'random-crop', padding: 0 }],
  [{ kind: 'random-crop', padding: 4, fill: 256 }],
  [{ kind: 'horizontal-flip', probability: 1.1 }],
  [{ kind: 'random-resized-crop', scale: [0.5, 0.1] }],
  [{ kind: 'random-resized-crop', scale: [0.5, 1.5] }],
  [{ kind: 'random-resized-crop', ratio: [0, 1] }],
  [{ kind: 'colour-jitter', hue: 0.6 }],
  [{ kind: 'cutout', size: 2.5 }],
  [{ kind: 'vertical-flip' }],
])('%j is refused', (step) => {
  expect(augmentationSchema.safeParse([step]).success).toBe(false);
});
