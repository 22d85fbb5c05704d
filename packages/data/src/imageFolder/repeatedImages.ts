import type { Split } from '@convbench/spec';
import type { FileFacts } from './fileFacts.js';
import type { ImageFile } from './imageFile.js';
import { someOf } from './someOf.js';

type Image = ImageFile & { readonly facts: Pick<FileFacts, 'sha256'> };

/** Files that are in both splits, which makes accuracy look better than it is, or in two classes: a sentence each. */
export function repeatedImages({
  train,
  test,
}: Readonly<Record<Split, readonly Image[]>>): string[] {
  const trained = new Map(train.map((image) => [image.facts.sha256, image]));
  const leaked = test.flatMap((image) => {
    const twin = trained.get(image.facts.sha256);
    return twin === undefined ? [] : [`${image.path} = ${twin.path}`];
  });
  const first = new Map<string, Image>();
  const contradictory: string[] = [];
  for (const image of [...train, ...test]) {
    const twin = first.get(image.facts.sha256);
    if (twin === undefined) first.set(image.facts.sha256, image);
    else if (twin.label !== image.label) contradictory.push(`${image.path} = ${twin.path}`);
  }
  return [
    ...(leaked.length === 0
      ? []
      : [`Among both the training and the test images: ${someOf(leaked, 'file')}.`]),
    ...(contradictory.length === 0
      ? []
      : [`The same image in two classes: ${someOf(contradictory, 'file')}.`]),
  ];
}
