import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { executeRun, loadPlugins, readResults } from '@convbench/core';
import type { PlanEvent, PluginSet, RunEvent } from '@convbench/core';
import { UserError } from '@convbench/spec';
import type { RunResults } from '@convbench/spec';
import type { StudyResult } from '../result.js';
import type { Study, StudyForm, StudyMatrix } from '../study.js';
import { judgeStudy } from './judgeStudy.js';
import { planMatrix, STUDY_NETWORKS } from './planMatrix.js';
import type { StudyBackend } from './planMatrix.js';
import { readStudyResults, runDirectoryOf, writePages, writeResult } from './store.js';

export type StudyEvent =
  | {
      readonly type: 'study-started';
      readonly study: string;
      readonly title: string;
      /** From 1. */
      readonly index: number;
      readonly of: number;
    }
  | {
      readonly type: 'matrix-started';
      readonly study: string;
      readonly matrix: string;
      readonly index: number;
      readonly of: number;
    }
  | { readonly type: 'plan'; readonly event: PlanEvent }
  | { readonly type: 'run'; readonly event: RunEvent }
  /** An earlier part of the same command had finished it. */
  | { readonly type: 'study-kept'; readonly result: StudyResult }
  | { readonly type: 'study-finished'; readonly result: StudyResult }
  /** The others go on. */
  | { readonly type: 'study-failed'; readonly study: string; readonly message: string };

export interface RunStudiesOptions {
  readonly studies: readonly Study[];
  readonly form: StudyForm;
  /** What is measured on, and trains where it can; default: as in any run, the CPU. */
  readonly backend?: StudyBackend | undefined;
  /** Is made if missing. */
  readonly directory: string;
  /** Go on in a folder that holds results: what is finished in this form is not run again. */
  readonly resume?: boolean;
  readonly onEvent?: (event: StudyEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface StudiesOutcome {
  readonly state: 'complete' | 'interrupted';
  readonly results: readonly StudyResult[];
  /** Studies that could not be run to their end; the others were. */
  readonly failed: readonly { readonly id: string; readonly error: unknown }[];
  /** Names of the pages, in the folder. */
  readonly pages: readonly string[];
}

/**
 * Measures what the studies need, judges each as its records are complete, and writes results and pages after each. What
 * the signal interrupts goes on with `resume`; a study that fails is told of, and the others go on. Throws a `UserError`
 * for a folder that is occupied.
 */
export async function runStudies(options: RunStudiesOptions): Promise<StudiesOutcome> {
  const { studies, form, directory, resume = false, onEvent = () => undefined, signal } = options;
  const backend = options.backend && nameOf(options.backend);
  if (!resume) await refuseOccupied(directory);
  const earlier = await readStudyResults(directory);
  refuseOtherBackend(earlier, backend, directory);
  const known = new Map(earlier.map((result) => [result.id, result]));
  const plugins = await loadPlugins(STUDY_NETWORKS);
  const results: StudyResult[] = [];
  const failed: { id: string; error: unknown }[] = [];
  for (const [index, study] of studies.entries()) {
    const old = known.get(study.id);
    if (old !== undefined && old.form === form) {
      onEvent({ type: 'study-kept', result: old });
      results.push(old);
      continue;
    }
    const { id, title } = study;
    onEvent({ type: 'study-started', study: id, title, index: index + 1, of: studies.length });
    try {
      const runs = await measure(study, plugins, options);
      if (runs === undefined || signal?.aborted)
        return { state: 'interrupted', results, failed, pages: await writePages(directory) };
      const result = judgeStudy(study, { form, backend }, plugins, runs);
      await writeResult(directory, result);
      await writePages(directory);
      results.push(result);
      onEvent({ type: 'study-finished', result });
    } catch (error) {
      failed.push({ id, error });
      onEvent({ type: 'study-failed', study: id, message: messageOf(error) });
    }
  }
  return { state: 'complete', results, failed, pages: await writePages(directory) };
}

async function refuseOccupied(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  if (names.length === 0) return;
  throw new UserError(
    'study',
    `There is something in ${JSON.stringify(directory)} already.`,
    'Add --resume to go on with it, or choose another folder with --out.',
  );
}

const nameOf = ({ name, device }: StudyBackend) =>
  device === undefined ? name : `${name}:${device}`;

/** The studies of a folder are of one backend, so that its pages can be read side by side. */
function refuseOtherBackend(
  earlier: readonly StudyResult[],
  backend: string | undefined,
  directory: string,
): void {
  const other = earlier.find((result) => result.runs.length > 0 && result.backend !== backend);
  if (other === undefined) return;
  throw new UserError(
    'study',
    `The study '${other.id}' in ${JSON.stringify(directory)} was measured on ${other.backend ?? 'the default backend'}.`,
    'Give the same --backend, or another folder with --out.',
  );
}

/** The records of a study's matrices by name; undefined when the signal ended it. */
async function measure(
  study: Study,
  plugins: PluginSet,
  options: RunStudiesOptions,
): Promise<Map<string, RunResults> | undefined> {
  const { form, directory, onEvent = () => undefined } = options;
  const matrices = study.matrices?.(form) ?? [];
  const runs = new Map<string, RunResults>();
  for (const [index, matrix] of matrices.entries()) {
    const { name } = matrix;
    onEvent({
      type: 'matrix-started',
      study: study.id,
      matrix: name,
      index: index + 1,
      of: matrices.length,
    });
    const runDirectory = runDirectoryOf(directory, study.id, form, name);
    if (!(await runMatrix(study, matrix, runDirectory, plugins, options))) return undefined;
    runs.set(name, await readResults(runDirectory));
  }
  return runs;
}

async function runMatrix(
  study: Study,
  matrix: StudyMatrix,
  runDirectory: string,
  plugins: PluginSet,
  options: RunStudiesOptions,
): Promise<boolean> {
  const { onEvent = () => undefined, signal } = options;
  const plan = await planMatrix(study, matrix, plugins, {
    signal,
    backend: options.backend,
    onEvent: (event) => onEvent({ type: 'plan', event }),
  }).catch((error: unknown) => {
    if (signal?.aborted) return undefined;
    throw error;
  });
  if (plan === undefined) return false;
  const begun = await access(join(runDirectory, 'results.jsonl')).then(
    () => true,
    () => false,
  );
  const { state } = await executeRun({
    plan,
    runDirectory,
    resume: begun,
    onEvent: (event) => onEvent({ type: 'run', event }),
    signal,
  });
  return state === 'complete';
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
