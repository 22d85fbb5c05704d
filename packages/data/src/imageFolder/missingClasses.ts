import type { Split } from '@convbench/spec';
import type { ImageClass } from './classes.js';
import type { ImageFile } from './imageFile.js';
import { someOf } from './someOf.js';

/** Classes without any image, or without one in a split that has others: a sentence each. */
export function missingClasses(
  classes: readonly ImageClass[],
  splits: Readonly<Record<Split, readonly ImageFile[]>>,
): string[] {
  const without = (...names: readonly Split[]) => {
    const present = new Set(names.flatMap((name) => splits[name].map(({ label }) => label)));
    return classes.filter((_, label) => !present.has(label)).map(({ id }) => id);
  };
  const none = without('train', 'test');
  const warn = (split: Split, what: string) => {
    const missing = without(split).filter((id) => !none.includes(id));
    return splits[split].length === 0 || missing.length === 0
      ? []
      : [`Without ${what} image: ${someOf(missing, 'class')}.`];
  };
  return [
    ...(none.length === 0 ? [] : [`Without any image: ${someOf(none, 'class')}.`]),
    ...warn('train', 'training'),
    ...warn('test', 'test'),
  ];
}
