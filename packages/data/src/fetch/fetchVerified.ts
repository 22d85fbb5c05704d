import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FetchProgress } from '@convbench/spec';
import { dataError } from '../dataError.js';
import type { FetchSource } from './fetchSource.js';

export interface FetchVerifiedOptions {
  /** Of the data set. */
  readonly title: string;
  /** Where the files shall lie. */
  readonly folder: string;
  /** Tried in this order. */
  readonly sources: readonly FetchSource[];
  /** Rejects when the folder does not hold the right files. */
  readonly verify: (folder: string) => Promise<unknown>;
  /** What to do where no source delivers. */
  readonly remedy: string;
  readonly onProgress: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gets a data set into `folder` from the first source that delivers files with the right content. Whatever happens
 * in between, `folder` is either as it was or complete: files arrive in a folder beside it, are verified there, and
 * the folder is renamed.
 *
 * Throws a `UserError` that says why each source failed, or the reason of the signal's abortion.
 */
export async function fetchVerified(options: FetchVerifiedOptions): Promise<void> {
  const { title, folder, sources, verify, remedy, onProgress, signal } = options;
  signal?.throwIfAborted();
  await mkdir(dirname(folder), { recursive: true });
  const failures: string[] = [];
  for (const source of sources) {
    const arriving = await mkdtemp(`${folder}.arriving-`);
    try {
      await source.fetchInto(arriving, onProgress, signal);
      signal?.throwIfAborted();
      onProgress({ message: `verifying ${title}` });
      await verify(arriving);
      await chmod(arriving, 0o755);
      await moveIntoPlace(arriving, folder, verify);
      return;
    } catch (error) {
      signal?.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      failures.push(`${source.title}: ${reason.replace(/\.$/, '')}`);
    } finally {
      await rm(arriving, { recursive: true, force: true });
    }
  }
  throw dataError(
    `${title} could not be fetched. ${failures.map((failure) => `${failure}.`).join(' ')}`,
    remedy,
  );
}

/** Renames a complete folder to its place, also over a damaged one; keeps what another process completed first. */
async function moveIntoPlace(
  arrived: string,
  folder: string,
  verify: FetchVerifiedOptions['verify'],
): Promise<void> {
  const occupied = await readdir(folder).then(
    (names) => names.length > 0,
    () => false,
  );
  if (occupied) {
    const complete = await verify(folder).then(
      () => true,
      () => false,
    );
    if (complete) return;
    const aside = await mkdtemp(`${folder}.damaged-`);
    await rename(folder, join(aside, 'old'));
    await rm(aside, { recursive: true });
  }
  await rename(arrived, folder);
}
