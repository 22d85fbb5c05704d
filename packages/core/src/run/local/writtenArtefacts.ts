import { canonicalJson } from '@convbench/spec/plain';
import { readArtefact } from '../../plan/artefacts/artefactCache.js';
import { traitsOf } from '../../plan/sources/traits.js';
import type { Materialized, MaterializeTask } from '../tasks/messages.js';

/**
 * What earlier rounds of a run have had written, so that not every round starts a process to find that nothing is to be
 * done. Files are held against their hashes each time; somebody's own file may have changed, so that it is asked for anew.
 */
export class WrittenArtefacts {
  readonly #known = new Map<string, Materialized>();

  /** Undefined where something is to be written, or was changed since. */
  async find(task: MaterializeTask): Promise<Materialized | undefined> {
    const known = this.#known.get(nameOf(task));
    if (known === undefined) return undefined;
    for (const { key } of known.artefacts)
      if ((await readArtefact(key, { verify: true })) === undefined) return undefined;
    return known;
  }

  add(task: MaterializeTask, materialized: Materialized): void {
    if (traitsOf(task.source).fileSha256 !== undefined) return;
    this.#known.set(nameOf(task), materialized);
  }
}

const nameOf = ({ cell, batchSizes }: MaterializeTask) => canonicalJson([cell.id, batchSizes]);
