import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { privateFolder } from './privateFolder.js';

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-private-'));
  path = join(root, 'a', 'code');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true });
});

describe.skipIf(process.platform === 'win32')('privateFolder', () => {
  const modeOf = async (folder: string) => (await stat(folder)).mode & 0o777;

  it('makes a folder of this user alone, and those above it as usual', async () => {
    expect(await privateFolder(path)).toBe(path);
    expect(await modeOf(path)).toBe(0o700);
    expect(await modeOf(join(root, 'a'))).not.toBe(0o700);
  });

  it('closes one that others could write in', async () => {
    await mkdir(path, { recursive: true });
    await chmod(path, 0o777);
    expect(await privateFolder(path)).toBe(path);
    expect(await modeOf(path)).toBe(0o700);
  });

  it('does without where another user has made it', async () => {
    await mkdir(path, { recursive: true });
    const { uid } = await stat(path);
    vi.spyOn(process, 'getuid').mockReturnValue(uid + 1);
    expect(await privateFolder(path)).toBeUndefined();
  });

  it('does without where it is a link, a file, or cannot be made', async () => {
    await mkdir(join(root, 'theirs'));
    await symlink(join(root, 'theirs'), join(root, 'link'));
    await writeFile(join(root, 'file'), '');
    expect(await privateFolder(join(root, 'link'))).toBeUndefined();
    expect(await privateFolder(join(root, 'file'))).toBeUndefined();
    expect(await privateFolder(join(root, 'file', 'below'))).toBeUndefined();
  });
});
