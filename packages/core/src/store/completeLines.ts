import { UserError } from '@convbench/spec/plain';

/** What is whole in a file of lines that may have been cut off while it was written. */
export interface CompleteLines {
  readonly lines: readonly string[];
  /** Bytes to keep: the rest is half a line or a tail of zeros. */
  readonly keepBytes: number;
  /** True when the last line is whole and only lacks its newline. */
  readonly missingNewline: boolean;
}

const newline = 0x0a;
/** A string of Node holds no more. */
const LONGEST_TEXT = 0x1fffffe8;

function parsesAsObject(bytes: Uint8Array): boolean {
  try {
    // `fatal`: half a character is half a line.
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/**
 * Splits JSON lines and judges the tail. A kill leaves half a line, a power cut may leave zeros; a last line that
 * only lacks its newline is whole.
 */
export function completeLines(content: Uint8Array): CompleteLines {
  let end = content.length;
  while (end > 0 && content[end - 1] === 0) end--;
  const bytes = content.subarray(0, end);
  const lastNewline = bytes.lastIndexOf(newline);
  const tail = bytes.subarray(lastNewline + 1);
  const missingNewline = tail.length > 0 && parsesAsObject(tail);
  const keepBytes = missingNewline ? end : lastNewline + 1;
  if (keepBytes > LONGEST_TEXT)
    throw new UserError(
      'core',
      `The results have ${keepBytes} bytes; ${LONGEST_TEXT} are the most that can be read.`,
      'Measure fewer rounds or cells in one run.',
    );
  const text = new TextDecoder().decode(bytes.subarray(0, keepBytes));
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return { lines, keepBytes, missingNewline };
}
