import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { outputTail } from './outputTail.js';

async function tailOf(
  chunks: readonly (string | Buffer)[],
  known: readonly string[] = [],
): Promise<string | undefined> {
  const tail = outputTail(known);
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

it('leaves out what is known', async () => {
  const chunks = ['I0000 12 oneDNN is on.\n', 'E0000 no mem', 'ory\n', 'I0000 13 oneDNN is on.\n'];
  expect(await tailOf(chunks, ['oneDNN is on'])).toBe('E0000 no memory');
  expect(await tailOf(chunks.slice(0, 1), ['^I0000 .* on\\.$'])).toBeUndefined();
});

it('is undefined without output', async () => {
  expect(await tailOf([' \n'])).toBeUndefined();
  expect(await tailOf(['one'])).toBe('one');
});
