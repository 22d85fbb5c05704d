import { expect, it } from 'vitest';
import { inTime } from './inTime.js';

const late = () => new Error('late');

it('passes on what comes in time, and what goes wrong', async () => {
  expect(await inTime(Promise.resolve(1), 60_000, late)).toBe(1);
  await expect(inTime(Promise.reject(new Error('no')), 60_000, late)).rejects.toThrow('no');
});

it('does not wait for what never comes', async () => {
  await expect(inTime(new Promise(() => undefined), 10, late)).rejects.toThrow('late');
});
