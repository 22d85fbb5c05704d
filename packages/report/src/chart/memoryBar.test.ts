import { expect, it } from 'vitest';
import { memoryBar, memoryScale, memoryTrace } from './memoryBar.js';

it('draws lengths from zero on a shared scale', () => {
  const use = { engine: 50, steady: 80, peak: 100 };
  const scale = memoryScale([use, { engine: 50, steady: 150, peak: 200 }]);
  const { text } = memoryBar(use, scale);
  expect(text).toContain('class="mb0" x="0" y="6" width="24.3%"');
  expect(text).toContain('class="mb1" x="24.3%" y="6" width="14.6%"');
  expect(text).toContain('class="mbp" x1="48.5%"');
});

it('draws nothing of a curve without a length, and no NaN', () => {
  expect(memoryTrace([], 100)).toBe(undefined);
  expect(
    memoryTrace(
      [
        { elapsedMs: 0, rssBytes: 1 },
        { elapsedMs: 0, rssBytes: 1 },
      ],
      100,
    ),
  ).toBe(undefined);
  const trace = memoryTrace(
    [
      { elapsedMs: 0, rssBytes: 0 },
      { elapsedMs: 5, rssBytes: 1e8 },
    ],
    100,
  );
  expect(trace?.text).toContain('M0 44L100 0');
});
