import { writeFile } from 'node:fs/promises';
import { UserError } from '@convbench/spec';
import type { Context } from '../commands/command.js';

const example = `import { defineConfig } from 'convbench';

// Every combination of the lists is one cell. \`convbench plan\` shows them; docs/config.md lists every key.
export default defineConfig({
  title: 'My first matrix',
  architectures: ['nin', { id: 'vgg11', options: { width: 0.25 } }, 'googlenet-v1-d2l'],
  backends: ['onnxruntime'],
  datasets: ['fashion-mnist'],
  batchSizes: [1, 32],
  inputSizes: [32],
  // Leave this out to train each network by its own recipe.
  recipe: { budget: { images: 20_000 } },
});
`;

/** Writes a config file to start from; never over another file. */
export async function writeConfig(path: string, { output }: Context): Promise<void> {
  try {
    await writeFile(path, example, { flag: 'wx' });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new UserError(
      'cli',
      exists ? `There is a file '${path}' already.` : `'${path}' cannot be written.`,
      exists ? 'Give another path.' : 'Check that its folder is there and writable.',
      { cause: error },
    );
  }
  output.print(`Wrote ${path}. Next: convbench plan ${path}`);
}
