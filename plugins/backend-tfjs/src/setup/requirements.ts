/** @file What a machine needs for a set-up and does not have. */
import { missingForBundle, works, type Missing } from '@convbench/native';
import { NATIVE_PACKAGES } from '../runtime/native.js';
import { compilerOf } from './compile.js';
import { HEADERS_PACKAGE, nodeApiHeaders } from './headers.js';
import { folderOf } from './places.js';
import { LIBRARY_OF, type Kind } from './releases.js';

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
  if (folderOf(library) === undefined)
    lack(`The optional package ${NATIVE_PACKAGES[library]} is not installed.`, NPM_REMEDY);
  if (download)
    missing.push(
      ...(await missingForBundle({
        what: 'libtensorflow',
        directory,
        diskBytes,
        elsewhere: "Add --official to run the package's own installer.",
      })),
    );
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
