/** @file Where a set-up keeps its parts. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NATIVE_PACKAGES, type NativeLibrary } from '../runtime/native.js';
import type { Release } from './releases.js';

/** The binding uses version 8 of Node's C interface at most, and an older Node may have less. */
export const NODE_API_VERSION = Math.min(8, Number(process.versions['napi'] ?? '8'));

export interface Places {
  /** Complete when it exists: what is unfinished lies in `partial`. Laid out as Python's site-packages. */
  readonly site: string;
  readonly partial: string;
  /** Held by the process that sets up. */
  readonly lock: string;
  /** Checksums of the files in `site`. */
  readonly manifest: string;
  /** The compiled binding, and the checksum of it. */
  readonly addon: string;
  readonly addonChecksum: string;
}

export function placesOf(directory: string, { kind, version }: Release): Places {
  const site = join(directory, `${kind}-${version}`);
  const addon = join(site, `tfjs_binding-napi-v${NODE_API_VERSION}.node`);
  return {
    site,
    partial: `${site}.partial`,
    lock: `${site}.lock`,
    manifest: join(site, 'checksums.json'),
    addon,
    addonChecksum: `${addon}.sha256`,
  };
}

/** The folder of the npm package, or undefined where it is not installed. */
export function packageFolder(library: NativeLibrary): string | undefined {
  try {
    const name = NATIVE_PACKAGES[library];
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** Where the package looks for its binding. */
export function installedAddon(folder: string): string {
  return join(folder, 'lib', `napi-v${NODE_API_VERSION}`, 'tfjs_binding.node');
}
