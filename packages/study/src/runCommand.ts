import type { StudyForm } from './study.js';

/** `convbench study run` as it is typed, for these studies. */
export function runCommand(
  studies: readonly string[],
  { form, backend }: { readonly form: StudyForm; readonly backend?: string | undefined },
): string {
  return [
    'convbench study run',
    ...studies,
    ...(form === 'quick' ? ['--quick'] : []),
    ...(backend === undefined ? [] : ['--backend', backend]),
  ].join(' ');
}
