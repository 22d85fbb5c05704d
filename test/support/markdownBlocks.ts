export interface CodeBlock {
  /** First word after the fence: 'bash', 'ts'. */
  readonly language: string;
  /** `title="..."` after it: the file that the block belongs to. */
  readonly title: string | undefined;
  readonly text: string;
}

/** The fenced code blocks of a Markdown text, in its order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const fence = /^```(\w+)?([^\n]*)\n([^]*?)^```$/gm;
  return [...markdown.matchAll(fence)].map(([, language = '', rest = '', text = '']) => ({
    language,
    title: /title="([^"]+)"/.exec(rest)?.[1],
    text,
  }));
}

/** Commands of a block for a shell: comments and empty lines left out, continued lines joined. */
export function shellCommands({ text }: CodeBlock): string[] {
  return text
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) =>
      line
        .replace(/\s+#\s.*$/, '')
        .replace(/^#.*$/, '')
        .trim(),
    )
    .filter((line) => line !== '');
}
