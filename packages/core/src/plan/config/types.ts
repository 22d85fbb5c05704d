import type { MatrixConfig } from '@convbench/spec';

export interface LoadedConfig {
  readonly config: MatrixConfig;
  /** Where relative plugin paths start: the folder of the config file. */
  readonly directory: string;
  /** Absent for the quickstart. */
  readonly path?: string;
}
