import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { distinctNames, readSynsets } from './classes.js';

let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'convbench-classes-')), 'synsets.txt');
});
afterEach(async () => {
  await rm(join(file, '..'), { recursive: true });
});

const wnid = (index: number) => `n${String(1_000_000 + 7 * index).padStart(8, '0')}`;

describe('case D10: two cranes and two maillots', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `thing ${i}`);
  names[134] = names[517] = 'crane';
  names[638] = names[639] = 'maillot';

  test('1000 classes keep 1000 names, told apart by their WordNet numbers', async () => {
    await writeFile(file, names.map((name, i) => `${wnid(i)} ${name}, other name\n`).join(''));
    const classes = await readSynsets(file);
    expect(classes[134]).toEqual({ id: wnid(134), name: 'crane' });
    const distinct = distinctNames(classes);
    expect(new Set(distinct).size).toBe(1000);
    expect([134, 517, 638, 639].map((i) => distinct[i])).toEqual([
      `crane (${wnid(134)})`,
      `crane (${wnid(517)})`,
      `maillot (${wnid(638)})`,
      `maillot (${wnid(639)})`,
    ]);
    expect(distinct[0]).toBe('thing 0');
  });

  test('names without numbers are told apart by their place', async () => {
    await writeFile(file, names.join('\n'));
    const distinct = distinctNames(await readSynsets(file));
    expect(new Set(distinct).size).toBe(1000);
    expect([distinct[134], distinct[517]]).toEqual(['crane (134)', 'crane (517)']);
  });
});

test('lines may have a number alone, blank lines and carriage returns', async () => {
  await writeFile(file, 'n00000001\r\n\r\nn00000002 a dog, hound\r\n');
  expect(await readSynsets(file)).toEqual([
    { id: 'n00000001', name: 'n00000001' },
    { id: 'n00000002', name: 'a dog' },
  ]);
});

test.each([
  ['a number that comes twice', 'n00000001 a\nn00000001 b', 'has n00000001 twice'],
  ['an empty file', '\n', 'option synsets names, is empty'],
])('%s is refused', async (_what, text, message) => {
  await writeFile(file, text);
  await expect(readSynsets(file)).rejects.toThrow(message);
});

test('an absent file is refused with the option that names it', async () => {
  await expect(readSynsets(file)).rejects.toThrow(/option synsets names, cannot be read/);
});
