/** Runs a script in a process that finds the software renderer for Vulkan, where Debian's chromium brings one. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { softwareVulkan, vulkanEnvironment } from '@convbench/native';

const environment = await vulkanEnvironment(process.env);

export const hasSoftwareGpu = softwareVulkan({ ...process.env, ...environment }) !== undefined;
/** For the title of a suite. */
export const softwareGpuNote = hasSoftwareGpu
  ? ''
  : ' (skipped: no software renderer; install the package chromium)';

/** The script, in this folder, reads the value of the file that its first argument names and writes to the second's. */
export async function inSoftwareGpuChild<Answer>(script: string, value: unknown): Promise<Answer> {
  const directory = await mkdtemp(join(tmpdir(), 'convbench-webgpu-'));
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
