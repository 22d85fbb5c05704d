import { shapes } from '@convbench/data';
import type { OpenSplit } from '@convbench/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { holdOut } from './holdOut.js';
import { openSource } from './partOfImages.js';

const validation = (fraction: number) => ({
  validation: { fraction, keep: 'best', minimumGain: 0 } as const,
});

let split: OpenSplit;
beforeAll(async () => {
  const options = shapes.options.parse({ trainImages: 50, testImages: 2 });
  split = await shapes.open('train', options, { inputSize: 16, channels: 1 });
});

/** Images as text, so that they can be compared as members of sets. */
async function imagesOf(part: Pick<OpenSplit, 'read' | 'length'>): Promise<string[]> {
  const bytes = new Uint8Array(part.length * 256);
  await part.read([...Array(part.length).keys()], bytes);
  return Array.from({ length: part.length }, (_, i) => bytes.slice(256 * i, 256 * (i + 1)).join());
}

describe('holdOut', () => {
  it('divides the images and their labels, all of them, none twice', async () => {
    const { trained, heldOut } = holdOut(split, validation(0.2), 1);
    expect([trained.length, heldOut?.length]).toEqual([40, 10]);
    const parts = [...(await imagesOf(trained)), ...(await imagesOf(heldOut as OpenSplit))];
    const whole = await imagesOf(split);
    expect([...parts].sort()).toEqual([...whole].sort());
    const labels = [...trained.labels, ...(heldOut as OpenSplit).labels];
    const labelOf = new Map(whole.map((image, i) => [image, split.labels[i]]));
    expect(labels).toEqual(parts.map((image) => labelOf.get(image)));
  });

  it('chooses by the seed', async () => {
    const chosen = async (seed: number) =>
      imagesOf(holdOut(split, validation(0.2), seed).heldOut as OpenSplit);
    expect(await chosen(1)).toEqual(await chosen(1));
    expect(await chosen(1)).not.toEqual(await chosen(2));
  });

  it('holds nothing out without a validation', () => {
    expect(holdOut(split, {}, 1)).toEqual({ trained: split, heldOut: undefined });
  });

  it('lets threads read the same images from its source', async () => {
    // A source of the split's own images, as those have that lie in files.
    const module = `data:text/javascript,export const openSource = ({ images }) => ({
      read(indices, target) {
        [...indices].forEach((index, i) => target.set(images[index], 256 * i));
      },
    });`;
    const whole = await imagesOf(split);
    const images = whole.map((image) => Uint8Array.from(image.split(','), Number));
    const { heldOut } = holdOut(
      { ...split, source: { module, data: { images } } },
      validation(0.2),
      3,
    );
    const source = heldOut?.source;
    expect(source?.module).toMatch(/partOfImages\.js$/);
    const reader = await openSource(source?.data as never);
    expect(await imagesOf({ ...reader, length: 10 })).toEqual(await imagesOf(heldOut as OpenSplit));
    const target = new Uint8Array(256);
    expect(() => reader.read([10], target)).toThrow(RangeError);
  });
});
