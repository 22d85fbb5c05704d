import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from '@convbench/spec';
import { writeFileAtomic } from '../base/fsAtomic.js';

const originSchema = z.object({
  /** Folder that relative plugin paths of the config start from. */
  directory: z.string(),
});

/** Where a run's config came from: needed to resume it, and kept out of the records, which are published. */
export type RunOrigin = z.infer<typeof originSchema>;

const originPath = (runDirectory: string) => join(runDirectory, 'origin.json');

export async function writeRunOrigin(runDirectory: string, origin: RunOrigin): Promise<void> {
  await writeFileAtomic(originPath(runDirectory), `${JSON.stringify(origin, null, 2)}\n`);
}

/** Undefined where the file is not there, as for a run that was copied from another machine. */
export async function readRunOrigin(runDirectory: string): Promise<RunOrigin | undefined> {
  try {
    return originSchema.parse(JSON.parse(await readFile(originPath(runDirectory), 'utf8')));
  } catch {
    return undefined;
  }
}
