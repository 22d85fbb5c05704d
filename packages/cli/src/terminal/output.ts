import { legible } from '@convbench/spec/plain';

/** Where a command writes. Results go to stdout, everything else to stderr, so that pipes stay clean. */
export interface Output {
  /** A result, with a line break. */
  print(text: string): void;
  /** A remark for the person who waits. */
  note(text: string): void;
  /** Whether progress may be redrawn in place. */
  readonly interactive: boolean;
}

export function processOutput(): Output {
  return {
    print: (text) => void process.stdout.write(`${terminalText(text)}\n`),
    note: (text) => void process.stderr.write(`${terminalText(text)}\n`),
    interactive: process.stderr.isTTY === true && process.env.CI === undefined,
  };
}

/** Colours and weights of our own; nothing else that begins with an escape. */
// eslint-disable-next-line no-control-regex
const COLOUR = /(\u001b\[(?:[0-79]|[1-4]\d|9[0-7])m)/;

/** What may reach a terminal: texts come from files of others, too, and all of them pass here. */
export function terminalText(text: string): string {
  return text
    .split(COLOUR)
    .map((part, index) => (index % 2 === 1 ? part : legible(part)))
    .join('');
}

/** One JSON document, for scripts. What would steer a terminal stands in it by its number. */
export function printJson(output: Output, value: unknown): void {
  output.print(jsonText(value, 2));
}

export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  return text.replace(/[^\n\t -~]/g, (character) =>
    legible(character) === character
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
