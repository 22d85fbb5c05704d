import type { ImageClass } from './classes.js';
import { someOf } from './someOf.js';

/** Without case, width of characters, blanks and hyphens. */
const folded = (id: string) =>
  id
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/gu, '');

/** Classes whose folders differ in no more than case, blanks or hyphens, and are perhaps one: a sentence. */
export function alikeClasses(classes: readonly ImageClass[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { id } of classes) groups.set(folded(id), [...(groups.get(folded(id)) ?? []), id]);
  const alike = [...groups.values()].filter((ids) => ids.length > 1).map((ids) => ids.join(' = '));
  return alike.length === 0
    ? []
    : [`Perhaps one class under several names: ${someOf(alike, 'class')}.`];
}
