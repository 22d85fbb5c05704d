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
    print: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    interactive: process.stderr.isTTY === true && process.env.CI === undefined,
  };
}

/** One JSON document, for scripts. */
export function printJson(output: Output, value: unknown): void {
  output.print(JSON.stringify(value, null, 2));
}
