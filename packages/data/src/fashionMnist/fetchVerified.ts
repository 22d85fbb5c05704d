import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FetchProgress } from '@convbench/spec';
import { dataError } from '../dataError.js';
import type { IdxSetFacts } from './facts.js';
import type { FetchSource } from './fetchSource.js';
import { verifyPlace } from './locate.js';

/**
 * Gets a data set into `folder` from the first source that delivers files with the right content. Whatever happens
 * in between, `folder` is either as it was or complete: files arrive in a folder beside it, are verified there, and
 * the folder is renamed.
 *
 * Throws a `UserError` that says why each source failed, or the reason of the signal's abortion.
 */
export async function fetchVerified(
  facts: IdxSetFacts,
  folder: string,
  sources: readonly FetchSource[],
  onProgress: (progress: FetchProgress) => void,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  await mkdir(dirname(folder), { recursive: true });
  const failures: string[] = [];
  for (const source of sources) {
    const arriving = await mkdtemp(`${folder}.arriving-`);
    try {
      await source.fetchInto(arriving, onProgress, signal);
      signal?.throwIfAborted();
      onProgress({ message: `verifying ${facts.title}` });
      await verifyPlace(facts, { kind: 'cache', folder: arriving });
      await chmod(arriving, 0o755);
      await moveIntoPlace(facts, arriving, folder);
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
    `${facts.title} could not be fetched. ${failures.map((failure) => `${failure}.`).join(' ')}`,
    `Set CONVBENCH_DATA to a folder that holds its four IDX files, or install Debian's package dataset-fashion-mnist, or use the data set 'shapes', which needs no files.`,
  );
}

/** Renames a complete folder to its place, also over a damaged one; keeps what another process completed first. */
async function moveIntoPlace(facts: IdxSetFacts, arrived: string, folder: string): Promise<void> {
  const occupied = await readdir(folder).then(
    (names) => names.length > 0,
    () => false,
  );
  if (occupied) {
    const complete = await verifyPlace(facts, { kind: 'cache', folder }).then(
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
