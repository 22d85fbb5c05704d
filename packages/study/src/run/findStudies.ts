import { UserError } from '@convbench/spec';
import { studies } from '../studies.js';
import type { Study } from '../study.js';

/** Studies by id or number; 'all' is every one. Throws a `UserError` that lists them for one that there is not. */
export function findStudies(names: readonly string[]): readonly Study[] {
  if (names.includes('all')) return studies;
  const wanted = names.map((name) => {
    const study = studies.find(({ id, number }) => id === name || String(number) === name);
    if (study !== undefined) return study;
    throw new UserError(
      'study',
      `There is no study '${name}'.`,
      `Known: all, ${studies.map(({ id }) => id).join(', ')}.`,
    );
  });
  return studies.filter((study) => wanted.includes(study));
}
