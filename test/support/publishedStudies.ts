import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { repositoryRoot } from './workspace.js';

const published = join(repositoryRoot, 'reports', 'lecture-claims');

/** Copies these of the published studies, with their records. */
export async function copyPublishedStudies(
  directory: string,
  ids: readonly string[],
): Promise<void> {
  const isWanted = (path: string) => {
    const name = relative(published, path);
    return (
      ['', 'runs'].includes(name) ||
      // 'bottleneck.study.json', 'runs/bottleneck-quick-time' and what is in it.
      ids.some((id) =>
        new RegExp(`^(runs/)?${id}(\\.|-quick|-full)`).test(name.replaceAll('\\', '/')),
      )
    );
  };
  await cp(published, directory, { recursive: true, filter: isWanted });
}
