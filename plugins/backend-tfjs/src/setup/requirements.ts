/** @file What a machine needs for a set-up and does not have. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SetupPlan } from '@convbench/spec';
import { NATIVE_PACKAGES } from '../runtime/native.js';
import { compilerOf } from './compile.js';
import { HEADERS_PACKAGE, nodeApiHeaders } from './headers.js';
import { packageFolder } from './places.js';
import { LIBRARY_OF, type Kind } from './releases.js';
import { works } from './runTool.js';

type Missing = SetupPlan['missing'][number];

const NPM_REMEDY = 'Run `npm install --include=optional`.';

export interface Needs {
  readonly kind: Kind;
  readonly download: boolean;
  readonly compilation: boolean;
  readonly diskBytes: number;
  readonly directory: string;
}

export async function findMissing(needs: Needs): Promise<readonly Missing[]> {
  const { kind, download, compilation, diskBytes, directory } = needs;
  const missing: Missing[] = [];
  const lack = (problem: string, remedy: string): void => void missing.push({ problem, remedy });
  const library = LIBRARY_OF[kind];
  if (packageFolder(library) === undefined)
    lack(`The optional package ${NATIVE_PACKAGES[library]} is not installed.`, NPM_REMEDY);
  if (download) {
    const isLinux = process.platform === 'linux' && process.arch === 'x64';
    if (!isLinux)
      lack(
        `There is no libtensorflow to take over for ${process.platform} on ${process.arch}.`,
        "Add --official to run the package's own installer.",
      );
    else if (!(await works('python3', ['--version'])))
      lack(
        'python3 is not on this machine.',
        'Install it; on Debian: apt-get install python3-pip.',
      );
    else if (!(await works('python3', ['-m', 'pip', '--version'])))
      lack(
        'Python has no pip on this machine.',
        'Install it; on Debian: apt-get install python3-pip.',
      );
    const free = await freeBytes(directory);
    if (free !== undefined && free < diskBytes)
      lack(
        `${gigabytes(free)} are free under ${directory}; ${gigabytes(diskBytes)} are needed.`,
        'Make room, or set CONVBENCH_CACHE to a folder on a larger disk.',
      );
  }
  if (compilation) {
    if (nodeApiHeaders() === undefined)
      lack(`The optional package ${HEADERS_PACKAGE} is not installed.`, NPM_REMEDY);
    const compiler = compilerOf();
    if (!(await works(compiler, ['--version'])))
      lack(
        `The compiler ${compiler} is not on this machine.`,
        'Install it; on Debian: apt-get install g++. Or set CXX to another one.',
      );
  }
  return missing;
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
