/** @file Where a set-up keeps its parts. */
import { join } from 'node:path';
import { bundlePlaces, packageFolder, type BundlePlaces } from '@convbench/native';
import { NATIVE_PACKAGES, type NativeLibrary } from '../runtime/native.js';
import type { Release } from './releases.js';

/** The binding uses version 8 of Node's C interface at most, and an older Node may have less. */
export const NODE_API_VERSION = Math.min(8, Number(process.versions['napi'] ?? '8'));

export interface Places extends BundlePlaces {
  /** The compiled binding, and the checksum of it. */
  readonly addon: string;
  readonly addonChecksum: string;
}

export function placesOf(directory: string, { kind, version }: Release): Places {
  const places = bundlePlaces(directory, `${kind}-${version}`);
  const addon = join(places.site, `tfjs_binding-napi-v${NODE_API_VERSION}.node`);
  return {
    ...places,
    addon,
    addonChecksum: `${addon}.sha256`,
  };
}

/** The folder of the npm package, or undefined where it is not installed. */
export function folderOf(library: NativeLibrary): string | undefined {
  return packageFolder(NATIVE_PACKAGES[library], import.meta.url);
}

/** Where the package looks for its binding. */
export function installedAddon(folder: string): string {
  return join(folder, 'lib', `napi-v${NODE_API_VERSION}`, 'tfjs_binding.node');
}
