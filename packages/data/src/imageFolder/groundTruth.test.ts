import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readGroundTruth, type GroundTruthFiles } from './groundTruth.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convbench-truth-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** The sea snake is at its real place; the others only fill the order. */
const classes = Array.from({ length: 1000 }, (_, i) => {
  const id = i === 65 ? 'n01751748' : `n${String(1_700_000 + i).padStart(8, '0')}`;
  return { id, name: id };
});
const images = ['val/ILSVRC2012_val_00000001.JPEG', 'val/ILSVRC2012_val_00000002.JPEG'];

async function labelsOf(
  truth: string,
  { mapping, numbers = 'devkit' as GroundTruthFiles['numbers'] } = {} as {
    mapping?: string;
    numbers?: GroundTruthFiles['numbers'];
  },
) {
  const path = (name: string) => join(folder, name);
  await writeFile(path('truth.txt'), truth);
  if (mapping !== undefined) await writeFile(path('mapping.txt'), mapping);
  return readGroundTruth(images, classes, {
    groundTruth: path('truth.txt'),
    numbers,
    mapping: mapping === undefined ? undefined : path('mapping.txt'),
  });
}

describe("case D11: the devkit's numbers are not the order of the synsets", () => {
  const mapping = `490 n01751748\n1 ${classes[7]!.id}\n`;

  test('with the mapping 490 is the sea snake, class 65', async () => {
    expect(await labelsOf('490\n1\n', { mapping })).toEqual([65, 7]);
  });

  test('columns of the mapping may be the other way round and more', async () => {
    const table = `ILSVRC2012_ID,WNID,words\nn01751748,490,sea snake\n${classes[7]!.id},1,x`;
    expect(await labelsOf('490\n1', { mapping: table })).toEqual([65, 7]);
  });

  test('without it they are refused with a hint, also behind names', async () => {
    for (const truth of ['490\n1\n', images.map((name, i) => `${name.slice(4)} ${i}`).join('\n')])
      await expect(labelsOf(truth)).rejects.toThrow(
        /ILSVRC2012_ID.*nearly every label would be wrong\. Set the option groundTruthMapping/,
      );
  });

  test('a number that the mapping lacks is refused', async () => {
    await expect(labelsOf('490\n2', { mapping })).rejects.toThrow('has the class 2, which is none');
  });

  test('a mapping that is none is refused', async () => {
    await expect(labelsOf('490\n1', { mapping: 'sea snake' })).rejects.toThrow(
      'has no line with a number and a WordNet number',
    );
  });
});

test('WordNet numbers need no mapping, in the order of the images or by name', async () => {
  expect(await labelsOf(`n01751748\n${classes[3]!.id}`)).toEqual([65, 3]);
  const byName = `ILSVRC2012_val_00000002,n01751748\nILSVRC2012_val_00000001,${classes[3]!.id}`;
  expect(await labelsOf(byName)).toEqual([3, 65]);
});

test('numbers from 0 are lines of the synsets when that is said', async () => {
  const truth = 'ILSVRC2012_val_00000001.JPEG 65\nILSVRC2012_val_00000002.JPEG 970';
  expect(await labelsOf(truth, { numbers: 'index' })).toEqual([65, 970]);
  await expect(labelsOf('0\n1000', { numbers: 'index' })).rejects.toThrow('the class 1000');
});

test.each([
  ['fewer lines than images', 'n01751748', 'has 1 lines for 2 images'],
  ['no line for an image', 'a.JPEG n01751748\nb.JPEG n01751748', 'has no line for val/ILSVRC2012'],
  ['a class that is not listed', 'n01751748\nn09999999', 'has the class n09999999'],
])('%s is refused', async (_what, truth, message) => {
  await expect(labelsOf(truth)).rejects.toThrow(message);
});
