import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, posix, sep } from 'node:path';
import { UserError } from '@convbench/spec';
import type { ReportFile, ReporterPlugin, RunResults } from '@convbench/spec';
import { describeValue, messageOf } from '../../base/errors.js';
import { writeFileAtomic } from '../../base/fsAtomic.js';
import { inTime } from '../../base/inTime.js';
import type { Loaded } from '../../plan/plugins/types.js';
import { resultsFileName } from '../../store/readResults.js';

function checkPath(path: string, reporter: string, taken: ReadonlyMap<string, string>): void {
  const clean = posix.normalize(path);
  const fail = (problem: string) =>
    new UserError('core', `The reporter '${reporter}' ${problem}`, 'Mend the reporter.');
  if (
    path === '' ||
    clean === '.' ||
    clean === './' ||
    clean.startsWith('..') ||
    posix.isAbsolute(clean) ||
    /[\\:\0]/.test(path)
  )
    throw fail(`wants to write ${JSON.stringify(path)}, outside of the report's folder.`);
  if (clean === resultsFileName || clean.split('/')[0] === 'results.lock')
    throw fail(`wants to overwrite ${clean}.`);
  const other = taken.get(clean);
  if (other !== undefined) throw fail(`writes ${clean}, and so does the reporter '${other}'.`);
}

/** Large runs are rendered within seconds. */
const RENDER_LIMIT_MS = 600_000;
const late = () => new Error(`It was not done after ${RENDER_LIMIT_MS / 60_000} minutes.`);

/** Others write reporters, also without types. */
function checkFiles(files: unknown): readonly ReportFile[] {
  if (!Array.isArray(files)) throw new TypeError(`It gave ${describeValue(files)}, and no files.`);
  for (const file of files as unknown[]) {
    const { path, content } = (file ?? {}) as Partial<Record<string, unknown>>;
    if (typeof path !== 'string')
      throw new TypeError(`It gave ${describeValue(file)} where a file with a path should be.`);
    if (typeof content !== 'string' && !(content instanceof Uint8Array))
      throw new TypeError(`Its file ${describeValue(path)} has no text or bytes as its content.`);
  }
  return files as readonly ReportFile[];
}

/** A link in the folder may lead out of it. */
async function checkInside(directory: string, path: string, reporter: string): Promise<void> {
  const root = await realpath(directory);
  let place = join(directory, dirname(path));
  // What is not there yet is made, inside of what is.
  while (place !== directory && !(await exists(place))) place = dirname(place);
  const real = await realpath(place);
  if (real !== root && !real.startsWith(root + sep))
    throw new UserError(
      'core',
      `The reporter '${reporter}' wants to write ${JSON.stringify(path)}, and a link leads it outside of the report's folder.`,
      'Remove the link.',
    );
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** Renders with every reporter and writes the files into `directory`. Returns their paths relative to it. */
export async function writeReportFiles(
  results: RunResults,
  reporters: readonly Loaded<ReporterPlugin>[],
  directory: string,
): Promise<string[]> {
  const taken = new Map<string, string>();
  for (const { plugin } of reporters) {
    let files: readonly ReportFile[];
    try {
      files = checkFiles(
        await inTime(Promise.resolve(plugin.render(results)), RENDER_LIMIT_MS, late),
      );
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
      await checkInside(directory, file.path, plugin.name);
      taken.set(posix.normalize(file.path), plugin.name);
      await writeFileAtomic(join(directory, file.path), file.content);
    }
  }
  return [...taken.keys()];
}
