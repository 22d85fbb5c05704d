import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completeLines } from './completeLines.js';

const cases = new URL('../../../../test/fixtures/cases/R04/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, cases));
const expected = JSON.parse(read('expected.json').toString()) as Record<
  string,
  { complete: number; bytes_kept?: number }
>;

describe('case R04', () => {
  it.each(Object.keys(expected))('%s', (name) => {
    const { complete, bytes_kept } = expected[name]!;
    const content = read(name);
    const result = completeLines(content);
    expect(result.lines).toHaveLength(complete);
    expect(result.lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { cell: 'nin', latencyMs: 1.5 },
      { cell: 'vgg', note: 'café' },
    ]);
    if (bytes_kept !== undefined) expect(result.keepBytes).toBe(bytes_kept);
    expect(result.missingNewline).toBe(name === 'no_final_newline.jsonl');
  });
});

it.each([
  ['', [], 0, false],
  ['\0\0\0', [], 0, false],
  ['{"a":1', [], 0, false],
  ['{"a":1}', ['{"a":1}'], 7, true],
  ['{"a":1}\n', ['{"a":1}'], 8, false],
  ['{"a":1}\n{"b"', ['{"a":1}'], 8, false],
  ['{"a":1}\n{"b":2}\0\0', ['{"a":1}', '{"b":2}'], 15, true],
  // A number may be the beginning of a longer one: only objects are known to be whole.
  ['{"a":1}\n12', ['{"a":1}'], 8, false],
] as const)('%j', (content, lines, keepBytes, missingNewline) => {
  expect(completeLines(Buffer.from(content))).toEqual({ lines, keepBytes, missingNewline });
});

it('finds every whole line of a file that was cut anywhere', () => {
  const whole = Buffer.from('{"x":"é"}\n{"y":"日本"}\n');
  for (let cut = 0; cut <= whole.length; cut++) {
    const { lines, keepBytes } = completeLines(whole.subarray(0, cut));
    const last = whole.length - 1;
    const first = '{"x":"é"}\n'.length + 1;
    expect(lines).toHaveLength(cut >= last ? 2 : cut >= first - 1 ? 1 : 0);
    expect(keepBytes).toBeLessThanOrEqual(cut);
  }
});
