import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FetchProgress } from '@convbench/spec';
import type { FetchSource } from './fetchSource.js';

const execute = promisify(execFile);

/**
 * A Debian package that is downloaded and unpacked, not installed: no root is needed and nothing of the system is
 * changed. Where the system's package lists lack the package or are too old, lists are fetched into a folder of
 * our own and used from there.
 */
export function debianPackage(
  packageName: string,
  /** Folder of the wanted files inside the package. */
  contentFolder: string,
  env: NodeJS.ProcessEnv = process.env,
): FetchSource {
  return {
    title: `Debian's package ${packageName}`,
    async fetchInto(folder, onProgress, signal) {
      const work = join(folder, 'package');
      await mkdir(work);
      const run = (program: string, ...args: readonly string[]) =>
        execute(program, args, {
          cwd: work,
          env: { ...env, LC_ALL: 'C' },
          signal,
        }).catch((cause: unknown) => {
          signal?.throwIfAborted();
          throw new Error(reasonOf(program, cause), { cause });
        });
      const download = (...options: readonly string[]) =>
        reportingGrowth(work, packageName, onProgress, () =>
          run('apt-get', ...options, 'download', packageName),
        );

      try {
        await download();
      } catch (error) {
        signal?.throwIfAborted();
        if (isMissingProgram(error)) throw error;
        onProgress({ message: 'fetching package lists into a folder of our own' });
        const options = await privateState(join(work, 'apt'));
        await run('apt-get', ...options, 'update');
        await download(...options);
      }
      const archive = (await readdir(work)).find((name) => name.endsWith('.deb'));
      if (!archive) throw new Error('apt-get download left no package');
      onProgress({ message: `unpacking ${archive}` });
      await run('dpkg-deb', '-x', archive, 'unpacked');
      const content = join(work, 'unpacked', contentFolder);
      for (const name of await readdir(content))
        await rename(join(content, name), join(folder, name));
      await rm(work, { recursive: true });
    },
  };
}

/** Options that make apt-get keep its lists and downloads in a folder of ours, whoever we are. */
async function privateState(folder: string): Promise<readonly string[]> {
  await mkdir(join(folder, 'state', 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  return [
    `Dir::State=${join(folder, 'state')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'APT::Update::Error-Mode=any',
  ].flatMap((option) => ['-o', option]);
}

/** Reports the size of the growing package file while the download runs. */
async function reportingGrowth<Result>(
  folder: string,
  packageName: string,
  onProgress: (progress: FetchProgress) => void,
  download: () => Promise<Result>,
): Promise<Result> {
  const message = `downloading ${packageName}`;
  onProgress({ message });
  const timer = setInterval(() => {
    sizeOfPackage(folder, packageName).then(
      (doneBytes) => onProgress({ message, doneBytes }),
      () => undefined, // The file is renamed when it is complete; the next look finds it.
    );
  }, 500);
  try {
    return await download();
  } finally {
    clearInterval(timer);
  }
}

async function sizeOfPackage(folder: string, packageName: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${packageName}_`));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return Math.max(0, ...sizes);
}

function isMissingProgram(error: unknown): boolean {
  return (
    error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
  );
}

function reasonOf(program: string, cause: unknown): string {
  const { code, stderr, message } = cause as { code?: unknown; stderr?: string; message?: string };
  if (code === 'ENOENT') return `${program} is not on this machine`;
  const lines = (stderr ?? '').split('\n').filter((line) => line.startsWith('E: '));
  return `${program} failed: ${lines.join(' ') || message || String(cause)}`;
}
