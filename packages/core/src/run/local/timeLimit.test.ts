import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TimeLimit } from './timeLimit.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('counts only the time in which it goes', () => {
  const onOver = vi.fn();
  const limit = new TimeLimit(100, onOver);
  vi.advanceTimersByTime(1000);
  limit.go();
  vi.advanceTimersByTime(60);
  limit.pause();
  vi.advanceTimersByTime(1000);
  limit.go();
  limit.go();
  vi.advanceTimersByTime(39);
  expect(onOver).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onOver).toHaveBeenCalledOnce();
});

it('has no end where no timer reaches', () => {
  const onOver = vi.fn();
  new TimeLimit(1e12, onOver).go();
  vi.advanceTimersByTime(1e9);
  expect(onOver).not.toHaveBeenCalled();
});
