import { convbenchVersion } from '@convbench/core';
import type { PluginSet } from '@convbench/core';
import type { RunResults } from '@convbench/spec';
import { judgeCriterion, verdictOf } from '../criterion.js';
import { STUDY_RESULT_VERSION, studyResultSchema } from '../result.js';
import type { StudyResult } from '../result.js';
import type { Study, StudyForm } from '../study.js';
import { describeRun } from './describeRuns.js';
import { evidenceOf } from './evidence.js';

/**
 * What a study finds in its records; the same records give the same result. `backend` is what was asked for: what only
 * the graphs tell is of none.
 */
export function judgeStudy(
  study: Study,
  { form, backend }: { readonly form: StudyForm; readonly backend?: string | undefined },
  plugins: PluginSet,
  runs: ReadonlyMap<string, RunResults>,
): StudyResult {
  const findings = study.judge(evidenceOf(plugins, form, runs));
  const criteria = findings.criteria.map(judgeCriterion);
  const { id, number, title, claim, source, statistic, refutedBy } = study;
  return studyResultSchema.parse({
    studyVersion: STUDY_RESULT_VERSION,
    id,
    number,
    title,
    claim,
    source,
    statistic,
    refutedBy,
    form,
    backend: runs.size > 0 ? backend : undefined,
    convbenchVersion: convbenchVersion(),
    verdict: verdictOf(criteria),
    answer: findings.answer,
    criteria,
    limits: findings.limits,
    tables: findings.tables,
    charts: findings.charts ?? [],
    runs: [...runs].map(([name, results]) => describeRun(name, results)),
  });
}
