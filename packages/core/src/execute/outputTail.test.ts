import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { outputTail } from './outputTail.js';

async function tailOf(chunks: readonly (string | Buffer)[]): Promise<string | undefined> {
  const tail = outputTail();
  const stream = Readable.from(chunks);
  tail.read(stream);
  await finished(stream);
  return tail.text();
}

it('keeps the last lines of much output', async () => {
  const lines = Array.from({ length: 5000 }, (_, line) => `line ${line}\n`);
  const kept = (await tailOf(lines))!.split('\n');
  expect(kept.at(-1)).toBe('line 4999');
  expect(kept).toHaveLength(30);
  expect((await tailOf(['x'.repeat(1e6)]))!.length).toBeLessThanOrEqual(4000);
});

it('is undefined without output', async () => {
  expect(await tailOf([' \n'])).toBeUndefined();
  expect(await tailOf(['one'])).toBe('one');
});
