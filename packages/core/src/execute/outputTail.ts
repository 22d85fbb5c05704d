import type { Readable } from 'node:stream';

const maximumCharacters = 4000;
const maximumLines = 30;

/** Keeps the end of what a stream delivers. */
export interface OutputTail {
  read(stream: Readable | null): void;
  /** The last lines, or undefined when nothing came. */
  text(): string | undefined;
}

export function outputTail(): OutputTail {
  let tail = '';
  return {
    read: (stream) => {
      stream?.setEncoding('utf8');
      stream?.on('data', (chunk: string) => {
        tail = (tail + chunk).slice(-2 * maximumCharacters);
      });
    },
    text: () => {
      const lines = tail.slice(-maximumCharacters).trimEnd().split('\n').slice(-maximumLines);
      const text = lines.join('\n').trim();
      return text === '' ? undefined : text;
    },
  };
}
