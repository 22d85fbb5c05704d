import type { PluginHeader } from './plugin.js';
import type { RunResults } from './record.js';

export interface ReportFile {
  /** Relative to the report's folder, forward slashes. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** A pure function from results to files: it reads no clock, no file and no environment. */
export interface ReporterPlugin extends PluginHeader<'reporter'> {
  readonly title: string;
  render(results: RunResults): readonly ReportFile[] | Promise<readonly ReportFile[]>;
}
