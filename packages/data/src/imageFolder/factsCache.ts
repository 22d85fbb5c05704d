import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from '@convbench/spec';
import { cacheFolder } from '../places.js';
import { fileFactsSchema, type FileFacts } from './fileFacts.js';

/** Raised when the facts of a file or how they are found change. */
const FACTS_VERSION = 1;

const fileSchema = z.record(z.string(), fileFactsSchema);

/** What was found in the files of one folder, by their paths. */
export interface FactsCache {
  get(path: string): FileFacts | undefined;
  set(path: string, facts: FileFacts): void;
  /** Does its best: without a cache everything works, only slower. */
  save(): Promise<void>;
}

/** The facts about files under `root` as `rules` (whatever they depend on) found them. */
export async function factsCache(
  root: string,
  rules: object,
  env: NodeJS.ProcessEnv,
): Promise<FactsCache> {
  const key = createHash('sha256').update(JSON.stringify([FACTS_VERSION, root, rules]));
  const path = join(cacheFolder('image-folder', env), `${key.digest('hex').slice(0, 32)}.json`);
  const known = new Map(Object.entries(await readFacts(path)));
  return {
    get: (file) => known.get(file),
    set: (file, facts) => void known.set(file, facts),
    async save() {
      const temporary = `${path}.${process.pid}`;
      try {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(temporary, JSON.stringify(Object.fromEntries(known)));
        await rename(temporary, path);
      } catch {
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    },
  };
}

async function readFacts(path: string): Promise<z.infer<typeof fileSchema>> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Absent, or damaged, or of another shape: nothing is known then.
    return {};
  }
}
