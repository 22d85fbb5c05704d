/** Every built-in data set passes the suite that outside ones are given. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testDataset, type TestDatasetOptions } from '@convbench/core/testing';
import type { DatasetPlugin } from '@convbench/spec';
import { afterAll, describe, expect, it, test } from 'vitest';
import { imageFolder } from './imageFolder/imageFolder.js';
import plugins from './plugins.js';

const root = mkdtempSync(join(tmpdir(), 'convbench-conformance-'));
afterAll(() => rmSync(root, { recursive: true }));

const folder = (name: string) => {
  const path = join(root, name);
  mkdirSync(path);
  return path;
};

/** Files in the binary layout of CIFAR; record i has label i in every label byte. */
function cifarFolder(name: string, labelBytes: number): string {
  const path = folder(name);
  for (const [file, records] of [
    ['train_7.bin', 7],
    ['test_3.bin', 3],
  ] as const) {
    const all = Array.from({ length: records }, (_, i) => [
      ...new Array<number>(labelBytes).fill(i),
      ...Array.from({ length: 3072 }, (_value, at) => (at * (i + 3)) % 256),
    ]);
    writeFileSync(join(path, file), Uint8Array.from(all.flat()));
  }
  return path;
}

const photographs = photographFolder();
function photographFolder(): string {
  const path = folder('photographs');
  const cases = fileURLToPath(new URL('../../../test/fixtures/cases', import.meta.url));
  const files = {
    'train/a': ['D01/orientation6.jpg', 'D05/three_frames.gif'],
    'train/b': ['D02/cmyk_red.jpg', 'D04/grey_alpha.png'],
    'val/a': ['D04/palette_trns.png', 'D05/three_frames.webp'],
    'val/b': ['D16/stripes32.png'],
  };
  for (const [target, names] of Object.entries(files)) {
    mkdirSync(join(path, target), { recursive: true });
    for (const name of names)
      copyFileSync(join(cases, name), join(path, target, name.slice(name.indexOf('/') + 1)));
  }
  return path;
}

const nowhere = { options: { path: join(root, 'nowhere') } };
const byFiles = async (plugin: DatasetPlugin): Promise<TestDatasetOptions> => {
  const status = await plugin.check({});
  return status.found ? {} : { skipFiles: status.reason };
};

const given = async (plugin: DatasetPlugin): Promise<TestDatasetOptions | undefined> => {
  switch (plugin.name) {
    case 'fashion-mnist':
    case 'mnist':
      return byFiles(plugin);
    case 'cifar10':
      return { options: { path: cifarFolder('cifar10', 1) }, absent: nowhere };
    case 'cifar100':
      return { options: { path: cifarFolder('cifar100', 2), labels: 'coarse' }, absent: nowhere };
    case 'image-folder':
      return { options: { path: photographs }, absent: nowhere };
    case 'shapes':
      return { options: { trainImages: 30, testImages: 20 } };
    default:
      return undefined;
  }
};

for (const plugin of plugins as readonly DatasetPlugin[]) {
  const options = await given(plugin);
  test(`'${plugin.name}' is tested here`, () => expect(options).toBeDefined());
  if (options?.skipFiles !== undefined)
    test.skip(`'${plugin.name}' with its files: ${options.skipFiles}`, () => undefined);
  testDataset(plugin, { describe, it, expect }, options);
}

describe('decoded while it is read', () => {
  const options = { path: photographs, memoryLimitMiB: 0 };
  testDataset(imageFolder as DatasetPlugin, { describe, it, expect }, { options });
});
