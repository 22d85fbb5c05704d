import { describe, expect, it } from 'vitest';
import { timeOnce } from './timeOnce.js';

describe('timeOnce', () => {
  it('gives the time until the result is there, and the result', async () => {
    let now = 100;
    const run = async (): Promise<string> => {
      now += 2;
      await Promise.resolve();
      now += 5;
      return 'logits';
    };
    expect(await timeOnce(run, () => now)).toEqual({ ms: 7, value: 'logits' });
  });

  it('lets errors through unchanged', async () => {
    const error = new Error('no such file');
    await expect(timeOnce(() => Promise.reject(error))).rejects.toBe(error);
  });
});
