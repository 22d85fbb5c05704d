/** @file Native libraries out of wheels of the Python package index, which are used as archives. */
import { rm, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressListener } from '@convbench/spec';
import { findDamage, writeChecksums } from './checksums.js';
import { downloadWheels } from './downloadWheels.js';
import { unpackWheels } from './unpackWheels.js';

export interface Wheel {
  /** As pip wants it: a name with an exact version, or with a range for a version that is not known here. */
  readonly requirement: string;
  readonly sha256?: string;
  readonly bytes: number;
}

export interface Bundle {
  /** Whose set-up it is, for messages of failures. */
  readonly room: string;
  /** As messages name it: 'libtensorflow 2.21.0'. */
  readonly title: string;
  readonly wheels: readonly Wheel[];
  /** Names of files in a wheel that are taken out, beside licences; read by Python, too. */
  readonly keep: readonly RegExp[];
}

/** Where a bundle lies, and lies while it is incomplete. */
export interface BundlePlaces {
  /** Complete when it exists: what is unfinished lies in `partial`. Laid out as Python's site-packages. */
  readonly site: string;
  readonly partial: string;
  /** Held by the process that sets up. */
  readonly lock: string;
  /** Checksums of the files in `site`. */
  readonly manifest: string;
}

export function bundlePlaces(directory: string, name: string): BundlePlaces {
  const site = join(directory, name);
  return {
    site,
    partial: `${site}.partial`,
    lock: `${site}.lock`,
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
