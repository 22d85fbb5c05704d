import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installAddon, isInstalled } from './install.js';
import { installedAddon } from './places.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-install-'));
});
afterEach(() => rm(root, { recursive: true }));

it('puts the binding where the package looks, over an older one', async () => {
  const addon = join(root, 'made.node');
  await writeFile(addon, 'new');
  expect(await isInstalled(root, addon)).toBe(false);
  await installAddon(root, addon);
  expect(await isInstalled(root, addon)).toBe(true);
  await writeFile(installedAddon(root), 'old');
  expect(await isInstalled(root, addon)).toBe(false);
  await installAddon(root, addon);
  expect(await readFile(installedAddon(root), 'utf8')).toBe('new');
});

it('says where it may not write', async () => {
  await writeFile(join(root, 'lib'), 'a file where the folder should be');
  await writeFile(join(root, 'made.node'), 'new');
  await expect(installAddon(root, join(root, 'made.node'))).rejects.toThrow(
    /could not be put into .*napi-v8: .* Run the set-up as a user who may write there/,
  );
});
