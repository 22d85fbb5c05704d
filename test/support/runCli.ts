import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../packages/cli/bin/convbench.js', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the built program as a user does, without a terminal. */
export function startCli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...words], {
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      env: { ...process.env, NO_COLOR: '1', ...options.env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/**
 * Runs the program in this process, which saves its start. Not twice at the same time: the folder and the environment
 * are those of the process.
 */
export async function runCli(
  words: readonly string[],
  { cwd, env = {} }: CliOptions = {},
): Promise<CliResult> {
  const [folder, environment] = [process.cwd(), process.env];
  process.env = { ...environment, NO_COLOR: '1', ...env };
  if (cwd !== undefined) process.chdir(cwd);
  try {
    const { main } = await import('../../packages/cli/src/main.js');
    let stdout = '';
    let stderr = '';
    const code = await main(words, {
      print: (text) => void (stdout += `${text}\n`),
      note: (text) => void (stderr += `${text}\n`),
      interactive: false,
    });
    return { code, stdout, stderr };
  } finally {
    process.chdir(folder);
    process.env = environment;
  }
}
