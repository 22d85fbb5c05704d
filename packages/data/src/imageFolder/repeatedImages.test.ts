import { expect, test } from 'vitest';
import { repeatedImages } from './repeatedImages.js';

const image = (path: string, label: number, sha256: string) => ({ path, label, facts: { sha256 } });

test('test images that are training images are told, the first few by name', () => {
  const train = Array.from({ length: 9 }, (_, i) => image(`train/a/${i}.png`, 0, `sha ${i}`));
  const test = Array.from({ length: 9 }, (_, i) => image(`val/a/${i}.png`, 0, `sha ${i + 2}`));
  expect(repeatedImages({ train, test })).toEqual([
    'Among both the training and the test images: 7 files (val/a/0.png = train/a/2.png, val/a/1.png = train/a/3.png, val/a/2.png = train/a/4.png, val/a/3.png = train/a/5.png, val/a/4.png = train/a/6.png and 2 more).',
  ]);
});

test('an image of two classes is told', () => {
  const train = [image('train/a/1.png', 0, 'x'), image('train/b/2.png', 1, 'x')];
  expect(repeatedImages({ train, test: [] })).toEqual([
    'The same image in two classes: 1 file (train/b/2.png = train/a/1.png).',
  ]);
});

test('an image that is twice in one class is no matter', () => {
  const train = [image('train/a/1.png', 0, 'x'), image('train/a/2.png', 0, 'x')];
  expect(repeatedImages({ train, test: [image('val/a/3.png', 0, 'y')] })).toEqual([]);
});
