import { join, posix } from 'node:path';
import { UserError } from '@convbench/spec';
import type { ReporterPlugin, RunResults } from '@convbench/spec';
import { messageOf } from '../../base/errors.js';
import { writeFileAtomic } from '../../base/fsAtomic.js';
import type { Loaded } from '../../plan/plugins/types.js';
import { resultsFileName } from '../../store/readResults.js';

function checkPath(path: string, reporter: string, taken: ReadonlyMap<string, string>): void {
  const clean = posix.normalize(path);
  const fail = (problem: string) =>
    new UserError('core', `The reporter '${reporter}' ${problem}`, 'Mend the reporter.');
  if (path === '' || clean.startsWith('..') || posix.isAbsolute(clean) || /[\\:\0]/.test(path))
    throw fail(`wants to write ${JSON.stringify(path)}, outside of the report's folder.`);
  if (clean === resultsFileName || clean === 'results.lock')
    throw fail(`wants to overwrite ${clean}.`);
  const other = taken.get(clean);
  if (other !== undefined) throw fail(`writes ${clean}, and so does the reporter '${other}'.`);
}

/** Renders with every reporter and writes the files into `directory`. Returns their paths relative to it. */
export async function writeReportFiles(
  results: RunResults,
  reporters: readonly Loaded<ReporterPlugin>[],
  directory: string,
): Promise<string[]> {
  const taken = new Map<string, string>();
  for (const { plugin } of reporters) {
    let files;
    try {
      files = await plugin.render(results);
    } catch (error) {
      throw new UserError(
        'core',
        `The reporter '${plugin.name}' failed: ${messageOf(error)}`,
        'The results are complete; mend the reporter and render again.',
        { cause: error },
      );
    }
    for (const file of files) {
      checkPath(file.path, plugin.name, taken);
      taken.set(posix.normalize(file.path), plugin.name);
      await writeFileAtomic(join(directory, file.path), file.content);
    }
  }
  return [...taken.keys()];
}
