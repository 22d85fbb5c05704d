import { isMeasured } from '@convbench/spec';
import type { Criterion, Verdict } from '../criterion.js';
import { short } from '../evidence/text.js';
import type { StudyEntry, StudyResult } from '../result.js';
import { runCommand } from '../runCommand.js';

export const verdictWords: Readonly<Record<Verdict, string>> = {
  confirmed: 'confirmed',
  'confirmed-with-limits': 'confirmed with limits',
  refuted: 'refuted',
  'cannot-tell': 'cannot tell here',
};

export const outcomeWords: Readonly<Record<Criterion['outcome'], string>> = {
  holds: 'holds',
  fails: 'does not hold',
  open: 'open',
};

export const roleWords: Readonly<Record<Criterion['role'], string>> = {
  decides: 'decides',
  limits: 'limits',
  presupposes: 'is presupposed',
};

/** An entry of a table, with its interval. */
export function entryText(entry: StudyEntry): string {
  if (typeof entry === 'string') return entry;
  if (typeof entry === 'number') return short(entry);
  if (!isMeasured(entry)) return `not measured: ${entry.notMeasured}`;
  const { value, interval } = entry;
  return interval === undefined
    ? short(value)
    : `${short(value)} (${short(interval.low)} to ${short(interval.high)})`;
}

export const isNumeric = (entry: StudyEntry): boolean => typeof entry !== 'string';

/** '0.4 × (0.38 to 0.42)' */
export function effectText({ effect, unit }: Criterion): string {
  const text = entryText(effect);
  return unit === '' || !isMeasured(effect)
    ? text
    : text.replace(/^\S+/, (value) => `${value} ${unit}`);
}

/** Where the effect has to lie. */
export function regionText({ atLeast, atMost }: Criterion): string {
  if (atLeast !== undefined && atMost !== undefined) return `${atLeast} to ${atMost}`;
  if (atLeast !== undefined) return `at least ${atLeast}`;
  return atMost === undefined ? 'anything' : `at most ${atMost}`;
}

/** '13 claims: 2 confirmed, 11 refuted. Measured in the quick form on AMD EPYC (2 CPUs), with onnxruntime 1.30.0, cpu × 2.' */
export function summarySentence(results: readonly StudyResult[]): string {
  const counts = Object.entries(verdictWords).flatMap(([verdict, words]) => {
    const count = results.filter((result) => result.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const distinct = (texts: readonly string[]) => [...new Set(texts)].join(' and ');
  const runs = results.flatMap((result) => result.runs);
  const machines = distinct(runs.map(({ host }) => `${host.cpuModel} (${host.allowedCpus} CPUs)`));
  const engines = distinct(runs.flatMap((run) => run.engines));
  const forms = distinct(
    results.filter(({ runs: { length } }) => length > 0).map(({ form }) => form),
  );
  const measured =
    runs.length > 0 ? ` Measured in the ${forms} form, on ${machines}, with ${engines}.` : '';
  return `${results.length} ${results.length === 1 ? 'claim' : 'claims'}: ${counts.join(', ')}.${measured}`;
}

/** The command that makes the result again. */
export const commandOf = (result: StudyResult): string => `npx ${runCommand([result.id], result)}`;

/** Share of processes in which others used the processor, from which on a page says so. */
const BUSY = 0.2;

/** What a page says of how its figures came about. */
export function runSentences({ runs }: StudyResult): string[] {
  if (runs.length === 0) return ['Nothing was measured: everything follows from the graphs.'];
  return runs.flatMap(({ name, runId, host, engines, processes, warnings }) => {
    const warned = warnings.map(({ kind, processes: count }) => `${kind} in ${count}`).join(', ');
    const contended = warnings.find(({ kind }) => kind === 'contended')?.processes ?? 0;
    return [
      `${name}: run ${runId}, ${processes} processes on ${host.cpuModel} ` +
        `(${host.allowedCpus} CPUs), ${engines.join('; ') || 'no engine'}` +
        `${warned === '' ? ', no warnings' : `; warnings: ${warned}`}.`,
      ...(contended > BUSY * processes
        ? [
            'The machine was busy with something else meanwhile: times of a quiet one would be surer.',
          ]
        : []),
    ];
  });
}
