import { afterEach, expect, it, vi } from 'vitest';
import { everyMs } from './throttle.js';

afterEach(() => {
  vi.useRealTimers();
});

it('says true once per interval', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const due = everyMs(100);
  const answers = [0, 50, 49, 1, 250].map((ms) => {
    vi.advanceTimersByTime(ms);
    return due();
  });
  expect(answers).toEqual([true, false, false, true, true]);
});
