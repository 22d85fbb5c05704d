import { dirname } from 'node:path';
import type { ReporterPlugin } from '@convbench/spec';
import { fileError } from '../../base/errors.js';
import type { Loaded } from '../../plan/plugins/types.js';
import { readResults, resultsPath } from '../../store/readResults.js';
import { writeReportFiles } from './reportFiles.js';

/**
 * Renders a run's results with the reporters and writes the files beside `results.jsonl`, each at once or not at all.
 * Returns the paths that were written, relative to the run's folder.
 */
export async function renderReports(
  runDirectoryOrFile: string,
  reporters: readonly Loaded<ReporterPlugin>[],
): Promise<string[]> {
  const directory = dirname(await resultsPath(runDirectoryOrFile));
  const results = await readResults(runDirectoryOrFile);
  try {
    return await writeReportFiles(results, reporters, directory);
  } catch (error) {
    throw fileError(error, 'write the report in', directory);
  }
}
