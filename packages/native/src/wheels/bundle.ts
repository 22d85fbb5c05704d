import { rm, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressListener } from '@convbench/spec';
import { findDamage, writeChecksums } from './checksums.js';
import { downloadWheels } from './downloadWheels.js';
import type { Bundle } from './types.js';
import { unpackWheels } from './unpackWheels.js';

/** Where a bundle lies, and lies while it is incomplete. */
export interface BundlePlaces {
  /** Complete when it exists: what is unfinished lies in `partial`. Laid out as Python's site-packages. */
  readonly site: string;
  readonly partial: string;
  /** Checksums of the files in `site`. */
  readonly manifest: string;
}

export function bundlePlaces(directory: string, name: string): BundlePlaces {
  const site = join(directory, name);
  return {
    site,
    partial: `${site}.partial`,
    manifest: join(site, 'checksums.json'),
  };
}

export function downloadBytesOf({ wheels }: Pick<Bundle, 'wheels'>): number {
  return wheels.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Whether all files are there, by their sizes or, if `thorough`, by their checksums. */
export async function hasBundle(
  { site, manifest }: BundlePlaces,
  options: { readonly thorough: boolean },
): Promise<boolean> {
  return (await findDamage(site, manifest, options)) === undefined;
}

/**
 * Gathers a bundle beside its place and renames it when it is complete.
 *
 * @param complete adds what wheels do not have, and throws a `UserError` when they lack something.
 */
export async function provideBundle(
  bundle: Bundle,
  { site, partial, manifest }: BundlePlaces,
  complete: (site: string) => Promise<void>,
  onProgress: ProgressListener,
  signal?: AbortSignal,
): Promise<void> {
  const wheels = await downloadWheels(bundle, partial, onProgress, signal);
  const arriving = join(partial, 'site');
  await unpackWheels(bundle, wheels, arriving, onProgress, signal);
  await complete(arriving);
  onProgress({ message: 'writing checksums' });
  await writeChecksums(arriving, join(arriving, manifest.slice(site.length + 1)));
  signal?.throwIfAborted();
  await rm(site, { recursive: true, force: true });
  await rename(arriving, site);
  await rm(partial, { recursive: true, force: true });
}
