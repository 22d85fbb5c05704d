import type { FileFacts } from './fileFacts.js';
import type { ImageFolderOptions } from './options.js';
import { someOf } from './someOf.js';

interface File {
  readonly path: string;
  readonly facts: FileFacts;
}

const TRAITS: readonly (readonly [trait: string, words: string])[] = [
  ['rotated', 'with an EXIF rotation'],
  ['animated', 'animated'],
  ['cmyk', 'CMYK'],
  ['sixteenBit', 'of 16 bits'],
  ['transparent', 'with transparency'],
];

/** How files became RGB and what was odd about them, for the record. */
export function describeFiles(
  usable: readonly File[],
  broken: readonly File[],
  { rotate, transparency }: ImageFolderOptions,
  decoder: string,
): { readonly preprocessing: string; readonly warnings: readonly string[] } {
  const traits = TRAITS.flatMap(([trait, words]) => {
    const count = usable.filter(({ facts }) => facts.traits.includes(trait)).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  const orientation = rotate === 'stored' ? 'orientation as stored' : 'upright by EXIF';
  const under =
    transparency === 'keep' ? 'the colour under transparency kept' : `laid over ${transparency}`;
  const rules = `Decoded by ${decoder} to eight-bit RGB: first frame, colour profiles ignored, ${orientation}, ${under}`;
  const odd = traits.length === 0 ? '' : ` (${traits.join(', ')})`;
  const left = broken.length === 0 ? '' : `; ${broken.length} that do not decode are left out`;
  const names = broken.map(({ path, facts }) => `${path}: ${facts.problem ?? 'unknown'}`);
  return {
    preprocessing: `${rules}${odd}${left}.`,
    warnings:
      broken.length === 0 ? [] : [`Left out, because not decodable: ${someOf(names, 'file')}.`],
  };
}
