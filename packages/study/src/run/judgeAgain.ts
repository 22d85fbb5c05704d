import { loadPlugins, readResults } from '@convbench/core';
import type { StudyResult } from '../result.js';
import { findStudies } from './findStudies.js';
import { judgeStudy } from './judgeStudy.js';
import { STUDY_NETWORKS } from './planMatrix.js';
import { readStudyResults, runDirectoryOf, writeResult } from './store.js';

export interface JudgedAgain {
  readonly before: StudyResult;
  readonly after: StudyResult;
}

/**
 * Judges every study of a folder from the records that lie there, as this version does, and writes the results; nothing
 * is measured. Throws a `UserError` for records that are missing or not valid, and then changes nothing.
 */
export async function judgeAgain(directory: string): Promise<JudgedAgain[]> {
  const plugins = await loadPlugins(STUDY_NETWORKS);
  const judged: JudgedAgain[] = [];
  for (const before of await readStudyResults(directory)) {
    const { id, form, backend } = before;
    const [study] = findStudies([id]);
    if (study === undefined) continue;
    const names = (study.matrices?.(form) ?? []).map(({ name }) => name);
    const runs = await Promise.all(
      names.map(
        async (name) =>
          [name, await readResults(runDirectoryOf(directory, id, form, name))] as const,
      ),
    );
    judged.push({ before, after: judgeStudy(study, { form, backend }, plugins, new Map(runs)) });
  }
  for (const { after } of judged) await writeResult(directory, after);
  return judged;
}
