/** Runs a script of this folder in a process of its own, which may die without taking a test runner along. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { deserialize, serialize } from 'node:v8';

/**
 * The script reads the value of the file that its first argument names and writes to the second's, both in V8's
 * serialisation. Rejects with what it wrote to standard error where it fails or dies.
 */
export async function inChild<Answer>(
  script: string,
  value: unknown,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> {
  const directory = await mkdtemp(join(tmpdir(), 'convbench-child-'));
  try {
    const [input, output] = [join(directory, 'value'), join(directory, 'answer')];
    await writeFile(input, serialize(value));
    const path = fileURLToPath(new URL(script, import.meta.url));
    await promisify(execFile)(process.execPath, [path, input, output], {
      env: { ...process.env, ...environment },
    });
    return deserialize(await readFile(output)) as Answer;
  } finally {
    await rm(directory, { recursive: true });
  }
}
