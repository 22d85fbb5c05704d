/** @file What a machine needs for a bundle and does not have. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SetupPlan } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { works } from '../tools/runTool.js';

export type Missing = SetupPlan['missing'][number];

const PIP_REMEDY = 'Install it; on Debian: apt-get install python3-pip.';

export interface BundleNeeds {
  /** What is downloaded, where there is none for this platform: 'libtensorflow'. */
  readonly what: string;
  /** Into a folder that need not exist yet. */
  readonly directory: string;
  readonly diskBytes: number;
  /** What to do on other platforms than Linux on x86-64. */
  readonly elsewhere: string;
}

/** Tools and room for downloading and unpacking wheels. */
export async function missingForBundle(
  { what, directory, diskBytes, elsewhere }: BundleNeeds,
  { platform, arch }: Pick<NodeJS.Process, 'platform' | 'arch'> = process,
): Promise<readonly Missing[]> {
  const missing: Missing[] = [];
  if (platform !== 'linux' || arch !== 'x64')
    missing.push({
      problem: `There is no ${what} to take over for ${platform} on ${arch}.`,
      remedy: elsewhere,
    });
  else if (!(await works('python3', ['--version'])))
    missing.push({ problem: 'python3 is not on this machine.', remedy: PIP_REMEDY });
  else if (!(await works('python3', ['-m', 'pip', '--version'])))
    missing.push({ problem: 'Python has no pip on this machine.', remedy: PIP_REMEDY });
  const free = await freeBytes(directory);
  if (free !== undefined && free < diskBytes)
    missing.push({
      problem: `${gigabytes(free)} are free under ${directory}; ${gigabytes(diskBytes)} are needed.`,
      remedy: 'Make room, or set CONVBENCH_CACHE to a folder on a larger disk.',
    });
  return missing;
}

/** @throws UserError that names everything that is missing, if something is. */
export function refuseMissing(room: string, missing: readonly Missing[]): void {
  if (missing.length === 0) return;
  throw new UserError(
    room,
    missing.map(({ problem }) => problem).join(' '),
    missing.map(({ remedy }) => remedy).join(' '),
  );
}

/** Undefined where the system does not say. */
async function freeBytes(path: string): Promise<number | undefined> {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch {
      if (folder === dirname(folder)) return undefined;
    }
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
