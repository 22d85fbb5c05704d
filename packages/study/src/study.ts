import type { NetworkDescription } from '@convbench/core';
import type { MatrixConfigInput, RunResults } from '@convbench/spec';
import type { CriterionInput } from './criterion.js';
import type { StudyChart, StudyTable } from './result.js';

/** `quick`: minutes on two cores. `full`: more networks, seeds, rounds and images. */
export type StudyForm = 'quick' | 'full';

/** A matrix that a study has measured. Plugins are those of this package; the folder of the run is named after it. */
export interface StudyMatrix {
  /** Lower case and hyphens; unique in the study. */
  readonly name: string;
  readonly config: MatrixOfStudy;
  /** What differs where a GPU computes, which work for a processor leaves idle. */
  readonly onGpu?: Partial<MatrixOfStudy>;
}

type MatrixOfStudy = Omit<MatrixConfigInput, 'title' | 'plugins'>;

/** What a study judges. */
export interface Evidence {
  readonly form: StudyForm;
  /** Ids of all built-in architectures, without those of the studies. */
  readonly architectures: readonly string[];
  /** A network without running it; the options as `convbench describe` takes them. */
  describe(id: string, options?: Readonly<Record<string, unknown>>): NetworkDescription;
  /** The records of a matrix of the study. */
  run(name: string): RunResults;
}

export interface Findings {
  /** At least one with the role `decides`. */
  readonly criteria: readonly CriterionInput[];
  /** What came out, in one or two sentences with their figures. */
  readonly answer: string;
  /** What the study does not say, each in a sentence. */
  readonly limits: readonly string[];
  readonly tables: readonly StudyTable[];
  readonly charts?: readonly StudyChart[];
}

/** A claim and how it is tested. Plain data and functions: a study is one file. */
export interface Study {
  /** Lower case and hyphens, as in `convbench study run`. */
  readonly id: string;
  readonly number: number;
  readonly title: string;
  /** As it is made, in one or two sentences. */
  readonly claim: string;
  /** Who makes it: the lecture, a paper's section. */
  readonly source: string;
  /** What is computed to decide. */
  readonly statistic: string;
  /** What outcome would refute the claim. */
  readonly refutedBy: string;
  /** What has to be measured; absent where the graphs alone tell. */
  readonly matrices?: (form: StudyForm) => readonly StudyMatrix[];
  /** Pure: the same evidence gives the same findings. */
  readonly judge: (evidence: Evidence) => Findings;
}
