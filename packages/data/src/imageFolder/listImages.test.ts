import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isUserError } from '@convbench/spec';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listImages } from './listImages.js';
import { imageFolderOptionsSchema } from './options.js';

const caseFolder = (id: string) =>
  fileURLToPath(new URL(`../../../../test/fixtures/cases/${id}`, import.meta.url));
const expected = (id: string) =>
  JSON.parse(readFileSync(join(caseFolder(id), 'expected.json'), 'utf8')) as Record<
    string,
    unknown
  >;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-folder-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

/** Creates empty files, and folders where a path ends in '/'. */
async function put(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(root, path.endsWith('/') ? path : dirname(path)), { recursive: true });
    if (!path.endsWith('/')) await writeFile(join(root, path), '');
  }
}

const list = (options: Record<string, unknown> = {}, path = root) =>
  listImages(imageFolderOptionsSchema.parse({ path, ...options }));

const labelled = async (options: Record<string, unknown> = {}) => {
  const { classes, splits } = await list(options);
  const rows = (split: 'train' | 'test') =>
    splits[split].map(({ path, label }) => `${path} ${classes[label]!.id}`).sort();
  return { train: rows('train'), test: rows('test') };
};

describe('case D07: the order of classes', () => {
  test('is by code point of composed names, the same for train and val', async () => {
    const facts = expected('D07');
    const { classes, splits } = await list({}, caseFolder('D07'));
    const ids = classes.map(({ id }) => id);
    expect(ids).toEqual(facts['class_order_by_code_point']);
    expect([ids.indexOf('10'), ids.indexOf('2')]).toEqual([
      facts['index_of_10'],
      facts['index_of_2'],
    ]);
    expect(splits.test.map(({ label }) => label)).toEqual([facts['val_class_of_nfd_name']]);
    expect(splits.train).toHaveLength(10);
  });

  test('is not that of halves of surrogate pairs', async () => {
    await put('train/\u{1F600}/a.png', 'train/\uFF5E/a.png', 'val/\uFF5E/a.png');
    expect((await list()).classes.map(({ id }) => id)).toEqual(['\uFF5E', '\u{1F600}']);
  });

  test('two spellings of a name in one split are one class', async () => {
    await put('train/e\u0301/1.png', 'train/\u00e9/2.png', 'train/b/1.png', 'val/b/1.png');
    const { classes, splits } = await list();
    expect(classes.map(({ id }) => id)).toEqual(['b', '\u00e9']);
    expect(splits.train.filter(({ label }) => label === 1)).toHaveLength(2);
  });
});

test('case D08: what is hidden is not there, and an empty class is told', async () => {
  const { classes, splits, warnings } = await list({ validationFraction: 0.5 }, caseFolder('D08'));
  expect(classes.map(({ id }) => id)).toEqual(expected('D08')['classes']);
  expect(splits.train.length + splits.test.length).toBe(expected('D08')['images']);
  expect([...splits.train, ...splits.test].filter(({ path }) => /\/\./.test(path))).toEqual([]);
  expect(warnings).toEqual(['Without any image: 1 class (empty).']);
});

describe('splits', () => {
  test.each(['val', 'test'])('train/ and %s/', async (name) => {
    await put('train/a/1.jpg', 'train/b/2.jpg', `${name}/b/3.jpg`, `${name}/a/4.JPEG`);
    expect(await labelled()).toEqual({
      train: ['train/a/1.jpg a', 'train/b/2.jpg b'],
      test: [`${name}/a/4.JPEG a`, `${name}/b/3.jpg b`],
    });
  });

  test('both val/ and test/ need a choice', async () => {
    await put('train/a/1.jpg', 'train/b/2.jpg', 'val/a/3.jpg', 'test/a/4.jpg');
    await expect(list()).rejects.toThrow(/both val\/ and test\/.*testFolder/);
    expect((await labelled({ testFolder: 'test' })).test).toEqual(['test/a/4.jpg a']);
    await expect(list({ testFolder: 'train' })).rejects.toThrow('the training split');
    await expect(list({ testFolder: 'dev' })).rejects.toThrow('There are: test, train, val');
  });

  test('a test folder alone has no training images', async () => {
    await put('val/a/1.jpg', 'val/b/2.jpg');
    expect(await labelled()).toEqual({ train: [], test: ['val/a/1.jpg a', 'val/b/2.jpg b'] });
  });

  test('a class of one split only is a class of both, and told', async () => {
    await put('train/b/1.jpg', 'train/c/2.jpg', 'val/a/3.jpg', 'val/b/4.jpg');
    const { classes, splits, warnings } = await list();
    expect(classes.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(splits.test.map(({ label }) => label).sort()).toEqual([0, 1]);
    expect(warnings).toEqual([
      'Without training image: 1 class (a).',
      'Without test image: 1 class (c).',
    ]);
  });

  test.each(['', 'train/'])('by a seed, of every class the same part (%s)', async (prefix) => {
    const paths = ['a', 'b'].flatMap((name) =>
      Array.from({ length: 10 }, (_, i) => `${prefix}${name}/${i}.jpg`),
    );
    await put(...paths, `${prefix}c/only.jpg`);
    await expect(list()).rejects.toThrow(/no test split.*validationFraction/);
    const split = await labelled({ validationFraction: 0.3 });
    expect(split.test).toHaveLength(6);
    for (const name of ['a', 'b'])
      expect(split.test.filter((row) => row.endsWith(` ${name}`))).toHaveLength(3);
    expect(split.train).toContain(`${prefix}c/only.jpg c`);
    expect(new Set([...split.train, ...split.test]).size).toBe(21);
    expect(await labelled({ validationFraction: 0.3 })).toEqual(split);
    expect(await labelled({ validationFraction: 0.3, seed: 2 })).not.toEqual(split);
    // Others come: who was a test image, stays one unless there are too many of them.
    await put(`${prefix}a/new.jpg`);
    const { test } = await labelled({ validationFraction: 0.3 });
    expect(split.test.filter((row) => !test.includes(row)).length).toBeLessThanOrEqual(1);
  });

  test('a fraction beside a test folder is refused', async () => {
    await put('train/a/1.jpg', 'val/b/1.jpg');
    await expect(list({ validationFraction: 0.2 })).rejects.toThrow('Leave the option');
  });

  test('the first images of a split are a fair sample of its classes', async () => {
    const paths = Array.from({ length: 200 }, (_, i) => `train/${i < 100 ? 'a' : 'b'}/${i}.jpg`);
    await put(...paths, 'val/a/1.jpg');
    const { splits } = await list({ trainImages: 60 });
    expect(splits.train).toHaveLength(60);
    const ofA = splits.train.filter(({ label }) => label === 0).length;
    expect(ofA).toBeGreaterThan(18);
    expect(ofA).toBeLessThan(42);
  });
});

describe('files', () => {
  test('are found in folders within a class and behind links, but not for ever', async () => {
    await put('train/a/deep/er/1.png', 'train/b/2.webp', 'elsewhere/3.gif', 'val/b/4.png');
    await symlink(join(root, 'elsewhere'), join(root, 'train/a/linked'));
    await symlink(join(root, 'train/a'), join(root, 'train/a/deep/again'));
    await symlink(join(root, 'nowhere'), join(root, 'train/a/dangling'));
    expect((await labelled()).train).toEqual([
      'train/a/deep/er/1.png a',
      'train/a/linked/3.gif a',
      'train/b/2.webp b',
    ]);
  });

  test('that are no images by their names are told, not used', async () => {
    await put('train/a/1.png', 'train/a/labels.csv', 'train/b/2.png', 'train/loose.png');
    await put('val/b/3.png', ...[1, 2, 3, 4].map((i) => `val/b/${i}.txt`));
    const { splits, warnings } = await list();
    expect(splits.train).toHaveLength(2);
    expect(warnings.at(-1)).toBe(
      'Not used, because no images by their names: 6 files (train/loose.png, train/a/labels.csv, val/b/1.txt, val/b/2.txt, val/b/3.txt and 1 more).',
    );
  });
});

describe('the layout of ImageNet', () => {
  const wnids = ['n00000001', 'n00000002', 'n00000003'];
  beforeEach(async () => {
    await put('val/ILSVRC2012_val_2.JPEG', 'val/ILSVRC2012_val_1.JPEG');
    await writeFile(join(root, 'synsets.txt'), wnids.map((id) => `${id} name of ${id}`).join('\n'));
    await writeFile(join(root, 'truth.txt'), `${wnids[2]}\n${wnids[0]}`);
  });

  test('takes the classes of sorted images from a list, beside class folders for training', async () => {
    await put(`train/${wnids[1]}/1.JPEG`);
    const lists = { synsets: 'synsets.txt', groundTruth: join(root, 'truth.txt') };
    expect(await labelled(lists)).toEqual({
      train: ['train/n00000002/1.JPEG n00000002'],
      test: ['val/ILSVRC2012_val_1.JPEG n00000003', 'val/ILSVRC2012_val_2.JPEG n00000001'],
    });
    expect((await list(lists)).classes.map(({ name }) => name)).toEqual(
      wnids.map((id) => `name of ${id}`),
    );
  });

  test('may be the validation images alone', async () => {
    const options = { synsets: '../synsets.txt', groundTruth: '../truth.txt' };
    const { splits, warnings } = await list(options, join(root, 'val'));
    expect([splits.train.length, splits.test.length]).toEqual([0, 2]);
    expect(warnings).toEqual(['Without any image: 1 class (n00000002).']);
  });

  test('without the lists is refused with the options that it needs', async () => {
    await expect(list()).rejects.toThrow(/no class folders.*synsets, groundTruth/);
    await expect(list({ groundTruth: 'truth.txt' })).rejects.toThrow(/option synsets/);
  });

  test('with numbers alone is refused without the mapping (case D11)', async () => {
    await writeFile(join(root, 'truth.txt'), '490\n1');
    await expect(list({ synsets: 'synsets.txt', groundTruth: 'truth.txt' })).rejects.toThrow(
      /Set the option groundTruthMapping/,
    );
  });

  test('with a folder that the synsets do not list is refused', async () => {
    await put('train/n00000009/1.JPEG');
    await expect(list({ synsets: 'synsets.txt', groundTruth: 'truth.txt' })).rejects.toThrow(
      'class folders that the synsets do not list: 1 folder (n00000009)',
    );
  });
});

describe('refused with what to do:', () => {
  test.each([
    ['no path', { path: undefined }, 'option path'],
    ['a path that is nowhere', { path: join(tmpdir(), 'convbench-no-such-folder') }, 'no folder'],
    ['a single class', {}, 'at least 2'],
  ])('%s', async (_what, options, message) => {
    await put('val/a/1.jpg');
    const error: unknown = await list(options).catch((thrown: unknown) => thrown);
    if (!isUserError(error)) expect.unreachable('a UserError was expected');
    expect(error.message).toContain(message);
    expect(error.remedy).not.toBe('');
  });
});
