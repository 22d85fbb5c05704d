/** @file Which shared libraries are not on this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Those of `names` that are neither in one of the folders nor known to the system's loader.
 *
 * @param system what `ldconfig -p` prints; for tests.
 */
export function missingLibraries(
  names: readonly string[],
  folders: readonly string[],
  system: string = loaderCache(),
): readonly string[] {
  const listed = new Set(system.split('\n').map((line) => line.trim().split(' ')[0]));
  return names.filter(
    (name) => !listed.has(name) && !folders.some((folder) => existsSync(join(folder, name))),
  );
}

/** Folders that the loader of this process looks into first. */
export function libraryPath(
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  return (env['LD_LIBRARY_PATH'] ?? '').split(delimiter).filter((path) => path !== '');
}

function loaderCache(): string {
  const { stdout } = spawnSync('ldconfig', ['-p'], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${process.env['PATH'] ?? ''}${delimiter}/sbin${delimiter}/usr/sbin`,
    },
  });
  return stdout ?? '';
}
