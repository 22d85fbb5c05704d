import type { Readable } from 'node:stream';

const maximumCharacters = 4000;
const maximumLines = 30;

/** Keeps the end of what streams deliver. */
export interface OutputTail {
  read(stream: Readable | null): void;
  /** The last lines, or undefined when nothing came. */
  text(): string | undefined;
}

/** Without lines that one of the patterns, sources of regular expressions, is found in. */
export function outputTail(known: readonly string[] = []): OutputTail {
  const expected = known.map((pattern) => new RegExp(pattern));
  let tail = '';
  return {
    read: (stream) => {
      stream?.setEncoding('utf8');
      stream?.on('data', (chunk: string) => {
        tail = (tail + chunk).slice(-2 * maximumCharacters);
      });
    },
    text: () => {
      const lines = tail
        .trimEnd()
        .split('\n')
        .filter((line) => !expected.some((pattern) => pattern.test(line)))
        .slice(-maximumLines);
      const text = lines.join('\n').slice(-maximumCharacters).trim();
      return text === '' ? undefined : text;
    },
  };
}
