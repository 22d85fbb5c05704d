import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { debianPackage } from './debianPackage.js';

const hasDpkg = spawnSync('dpkg-deb', ['--version']).status === 0;

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-deb-'));
  folder = join(root, 'arriving');
  await mkdir(folder);
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

/** A real package with two files, for an apt-get of ours to deliver. */
async function makePackage(): Promise<string> {
  const tree = join(root, 'tree');
  await mkdir(join(tree, 'DEBIAN'), { recursive: true });
  await mkdir(join(tree, 'usr/share/datasets/tiny'), { recursive: true });
  await writeFile(
    join(tree, 'DEBIAN/control'),
    'Package: tiny\nVersion: 1\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: tiny\n',
  );
  await writeFile(join(tree, 'usr/share/datasets/tiny/images.gz'), 'images');
  await writeFile(join(tree, 'usr/share/datasets/tiny/labels.gz'), 'labels');
  const archive = join(root, 'tiny_1_all.deb');
  execFileSync('dpkg-deb', ['--root-owner-group', '-b', tree, archive]);
  return archive;
}

/** Stands in for apt-get: logs its arguments, then runs the script with them. */
async function withAptGet(script: string): Promise<NodeJS.ProcessEnv> {
  const bin = join(root, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'apt-get'), `#!/bin/sh\necho "$*" >> ${root}/log\n${script}\n`);
  await chmod(join(bin, 'apt-get'), 0o755);
  return { PATH: [bin, process.env['PATH']].join(delimiter) };
}

const calls = async () => (await readFile(join(root, 'log'), 'utf8')).trim().split('\n');
const tiny = (env: NodeJS.ProcessEnv) => debianPackage('tiny', 'usr/share/datasets/tiny', env);

describe.skipIf(!hasDpkg)('with dpkg-deb (skipped where it is not installed)', () => {
  test('a package is downloaded and unpacked, and only its files stay', async () => {
    const archive = await makePackage();
    const env = await withAptGet(`cp ${archive} .`);
    const messages: string[] = [];
    await tiny(env).fetchInto(folder, ({ message }) => messages.push(message));
    expect((await readdir(folder)).sort()).toEqual(['images.gz', 'labels.gz']);
    expect(await readFile(join(folder, 'labels.gz'), 'utf8')).toBe('labels');
    expect(await calls()).toEqual(['download tiny']);
    expect(messages).toEqual(['downloading tiny', 'unpacking tiny_1_all.deb']);
  });

  test('where the lists of the system lack it, lists of our own are fetched and used', async () => {
    const archive = await makePackage();
    const env = await withAptGet(
      `case "$*" in
        "download tiny") echo "E: Unable to locate package tiny" >&2; exit 100;;
        *update) exit 0;;
        *Dir::State=*download*) cp ${archive} .;;
      esac`,
    );
    await tiny(env).fetchInto(folder, () => undefined);
    expect((await readdir(folder)).sort()).toEqual(['images.gz', 'labels.gz']);
    const [, update, download] = await calls();
    expect(update).toMatch(/^-o Dir::State=\S+ -o Dir::Cache=\S+ .*update$/);
    expect(download).toBe(update!.replace(/update$/, 'download tiny'));
    // Nothing of the system is touched.
    for (const option of update!.match(/Dir::\w+=\S+/g)!) expect(option).toContain(folder);
  });
});

test("apt-get's own reason is told when nothing helps", async () => {
  const env = await withAptGet('echo "noise" >&2; echo "E: no route to host" >&2; exit 100');
  await expect(tiny(env).fetchInto(folder, () => undefined)).rejects.toThrow(
    'apt-get failed: E: no route to host',
  );
  expect(await calls()).toHaveLength(2);
});

test('a machine without apt-get is told apart', async () => {
  const env = { PATH: join(root, 'nothing') };
  await expect(tiny(env).fetchInto(folder, () => undefined)).rejects.toThrow(
    'apt-get is not on this machine',
  );
});

test('an abort ends apt-get', async () => {
  const env = await withAptGet('exec sleep 30');
  const controller = new AbortController();
  const fetched = tiny(env).fetchInto(folder, () => controller.abort(), controller.signal);
  await expect(fetched).rejects.toMatchObject({ name: 'AbortError' });
});
