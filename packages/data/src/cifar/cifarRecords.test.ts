import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CIFAR10, CIFAR100 } from './cifarFacts.js';
import { readCifarRecords, type NamedFile } from './cifarRecords.js';

const named = (name: string, bytes: Uint8Array): NamedFile => ({ path: name, name, bytes });

describe('case D14: records of CIFAR-100 have two labels', () => {
  const file = named(
    'cifar100_two.bin',
    readFileSync(new URL('../../../../test/fixtures/cases/D14/cifar100_two.bin', import.meta.url)),
  );

  test('coarse, then fine, then the planes', () => {
    const { count, labels, pixels } = readCifarRecords([file], CIFAR100);
    expect(count).toBe(2);
    expect(Array.from(labels['fine']!)).toEqual([19, 77]);
    expect(Array.from(labels['coarse']!)).toEqual([11, 4]);
    // Red is the column, green the row, blue the fine label.
    for (const [record, fine] of [19, 77].entries()) {
      const image = pixels.subarray(record * 3072, (record + 1) * 3072);
      expect(image[5]).toBe(5);
      expect(image[1024 + 5 * 32]).toBe(5);
      expect(new Set(image.subarray(2048))).toEqual(new Set([fine]));
    }
  });

  test('as CIFAR-10 it is refused, with a hint', () => {
    expect(() => readCifarRecords([file], CIFAR10)).toThrow(
      /multiple of 3073 bytes.*found 6148.*CIFAR-100: is 'cifar100' meant/,
    );
  });
});

test('a length that fits both sets is decided by the name', () => {
  const both = new Uint8Array(3073 * 3074);
  expect(() => readCifarRecords([named('test.bin', both)], CIFAR10)).toThrow(
    /fits CIFAR-10 and CIFAR-100, and the name of a file of CIFAR-100/,
  );
  expect(() => readCifarRecords([named('test_batch.bin', both)], CIFAR100)).toThrow(
    /the name of a file of CIFAR-10\./,
  );
  expect(readCifarRecords([named('data_batch_1.bin', both)], CIFAR10).count).toBe(3074);
  expect(readCifarRecords([named('train.bin', both)], CIFAR100).count).toBe(3073);
});

test('files are joined in their order', () => {
  const file = (name: string, label: number) =>
    named(name, Uint8Array.of(label, ...new Uint8Array(3072).fill(label)));
  const { count, labels, pixels } = readCifarRecords([file('a', 4), file('b', 9)], CIFAR10);
  expect([count, ...labels['class']!]).toEqual([2, 4, 9]);
  expect([pixels[3071], pixels[3072]]).toEqual([4, 9]);
});

test('a label that is no class is refused with its record', () => {
  const bytes = new Uint8Array(2 * 3073);
  bytes[3073] = 10;
  expect(() => readCifarRecords([named('train.bin', bytes)], CIFAR10)).toThrow(
    'expected 0 to 9, found 10 in record 1',
  );
});

test('an empty file is no file of the set', () => {
  expect(() => readCifarRecords([named('a', new Uint8Array(0))], CIFAR10)).toThrow('found 0');
});

test('classes are as many as there are, and sorted as the authors have them', () => {
  const counts = [
    CIFAR10.labels['class']!,
    CIFAR100.labels['fine']!,
    CIFAR100.labels['coarse']!,
  ].map(({ classes }) => new Set(classes).size);
  expect(counts).toEqual([10, 100, 20]);
  for (const { labels } of [CIFAR10, CIFAR100])
    for (const { classes } of Object.values(labels)) expect([...classes].sort()).toEqual(classes);
});
