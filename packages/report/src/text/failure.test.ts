import { expect, it } from 'vitest';
import { failureText } from './failure.js';

const base = { message: 'It broke.', phase: 'warm-up' };

it.each([
  [{ ...base, kind: 'killed', signal: 'SIGKILL' } as const, 'was killed in warm-up (SIGKILL)'],
  [{ ...base, kind: 'exited', exitCode: 3 } as const, 'exited in warm-up (exit code 3)'],
  [{ ...base, kind: 'threw' } as const, 'failed in warm-up'],
  [{ ...base, kind: 'timed-out' } as const, 'ran out of time in warm-up'],
  [{ ...base, kind: 'not-trained', phase: 'training' } as const, 'was not trained in training'],
])('of %j is %s', (failure, text) => {
  expect(failureText(failure)).toBe(text);
});
