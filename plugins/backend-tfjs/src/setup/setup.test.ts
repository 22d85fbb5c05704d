import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { SetupRequest } from '@convbench/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_VERSION } from './releases.js';
import { setup } from './setup.js';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const realPython = hasPython
  ? execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
      encoding: 'utf8',
    }).trim()
  : '';

let root: string;
let directory: string;
let bin: string;
const { PATH } = process.env;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-setup-'));
  directory = join(root, 'cache');
  bin = join(root, 'bin');
  await mkdir(bin);
  process.env['PATH'] = [bin, PATH].join(delimiter);
});
afterEach(async () => {
  process.env['PATH'] = PATH;
  delete process.env['CXX'];
  await rm(root, { recursive: true });
});

const request = (options: SetupRequest['options'] = {}, target = 'cpu'): SetupRequest => ({
  target,
  options,
  directory,
});

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, name), 0o755);
}

/** A package of a size that tests can download, with what a real one has. */
async function makeWheel(without?: string): Promise<string> {
  const wheel = join(root, 'tensorflow_cpu-tiny.whl');
  execFileSync(realPython, [
    '-c',
    `import sys, zipfile
wheel, without = sys.argv[1:]
with zipfile.ZipFile(wheel, 'w') as archive:
    for name in ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2',
                 'tensorflow/include/tensorflow/c/c_api.h', 'tensorflow/python/ops.py', 'tensorflow_cpu.dist-info/LICENSE']:
        if name != without: archive.writestr(name, name * 100)`,
    wheel,
    without ?? '',
  ]);
  return wheel;
}

/** Stands in for the index and the compiler; unpacking is done by the real Python. Logs what it is asked for. */
async function withTools(download: string, compile = 'for last; do :; done; echo made > "$last"') {
  await program(
    'python3',
    `case "$*" in
      *"pip download"*) echo download >> ${root}/log
        while [ "$1" != --dest ]; do shift; done; dest=$2
        ${download};;
      *"pip --version"*) echo pip;;
      *) exec ${realPython} "$@";;
    esac`,
  );
  await program('g++', `[ "$1" = --version ] && exit 0; echo compile >> ${root}/log; ${compile}`);
}

const log = async () =>
  (await readFile(join(root, 'log'), 'utf8').catch(() => '')).trim().split('\n').filter(Boolean);
const run = async (options = {}, signal?: AbortSignal) => {
  await mkdir(directory, { recursive: true });
  await setup.run(request(options), () => undefined, signal);
};

/** Everything but the last step, which would put the made-up binding into the real package. */
async function runUpToInstalling(): Promise<void> {
  await expect(run()).rejects.toThrow('The binding does not compile');
}
const failingCompiler = 'echo "tfjs_backend.cc:1: error: no" >&2; exit 1';

describe('the plan', () => {
  it('says what is to be done, with sizes', async () => {
    await withTools('exit 1');
    const plan = await setup.plan(request());
    expect(plan.steps).toEqual([
      `download and unpack libtensorflow ${DEFAULT_VERSION}`,
      'compile the binding of @tensorflow/tfjs-node',
      'put the binding into @tensorflow/tfjs-node',
    ]);
    expect(plan).toMatchObject({ downloadBytes: 273_829_956, missing: [] });
    expect(plan.location.startsWith(directory)).toBe(true);
    expect((await setup.plan(request({}, 'gpu'))).downloadBytes).toBeGreaterThan(2e9);
    expect(existsSync(directory)).toBe(false);
    expect(await log()).toEqual([]);
  });

  it('names every tool that is missing, and how to get it', async () => {
    await program('python3', 'exit 127');
    await program('nothing', 'exit 127');
    process.env['CXX'] = 'nothing';
    const { missing } = await setup.plan(request());
    expect(missing).toEqual([
      {
        problem: 'python3 is not on this machine.',
        remedy: expect.stringContaining('apt-get install python3-pip'),
      },
      {
        problem: 'The compiler nothing is not on this machine.',
        remedy: expect.stringContaining('apt-get install g++'),
      },
    ]);
    await expect(run()).rejects.toThrow(/python3 is not .* The compiler nothing is not/);
    await program('python3', 'case "$*" in *pip*) exit 1;; esac');
    expect((await setup.plan(request())).missing[0]?.problem).toBe(
      'Python has no pip on this machine.',
    );
  });

  it.each(['2.9.1', '1.15.0', 'newest'])('refuses the version %s', async (version) => {
    await expect(setup.plan(request({ tensorflow: version }))).rejects.toThrow(
      `'${version}' is no version of TensorFlow that can be set up. Give one from 2.15.0 on`,
    );
  });

  it('runs the official installer only when it is asked for', async () => {
    const plan = await setup.plan(request({ official: true }));
    expect(plan.steps).toEqual(['run the installer of @tensorflow/tfjs-node']);
    await expect(setup.plan(request({ official: true, tensorflow: '2.21.0' }))).rejects.toThrow(
      'not both',
    );
  });
});

describe.skipIf(!hasPython)('the set-up (skipped where there is no Python)', () => {
  const site = () => join(directory, `cpu-${DEFAULT_VERSION}`);

  it('takes libraries, headers and licences out of the package, and keeps them', async () => {
    await withTools(`cp ${await makeWheel()} "$dest"`, failingCompiler);
    await runUpToInstalling();
    expect((await readdir(site())).sort()).toEqual([
      'checksums.json',
      'tensorflow',
      'tensorflow_cpu.dist-info',
    ]);
    expect((await readdir(join(site(), 'tensorflow'))).sort()).toEqual([
      'include',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
    ]);
    expect(await readdir(directory)).toEqual([`cpu-${DEFAULT_VERSION}`]);
    await runUpToInstalling();
    expect(await log()).toEqual(['download', 'compile', 'compile']);
  });

  it('asks pip for exact files by checksum', async () => {
    await withTools(`cat "$4" > ${root}/asked; exit 1`);
    await expect(run()).rejects.toThrow('pip could not download libtensorflow');
    expect(await readFile(join(root, 'asked'), 'utf8')).toMatch(
      /^tensorflow_cpu==2\.21\.0 --hash=sha256:[0-9a-f]{64}$/,
    );
  });

  it('says what pip said', async () => {
    await withTools('echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES." >&2; exit 1');
    await expect(run()).rejects.toThrow(
      'pip could not download libtensorflow 2.21.0: THESE PACKAGES DO NOT MATCH THE HASHES. Mend',
    );
  });

  it('goes on after a download that was killed', async () => {
    const wheel = await makeWheel();
    await withTools(`echo part > "$dest/first.whl.part"; exec sleep 30`, failingCompiler);
    const controller = new AbortController();
    const killed = run({}, controller.signal);
    while ((await log()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    await expect(killed).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(site())).toBe(false);
    expect(await readdir(directory)).toEqual([`cpu-${DEFAULT_VERSION}.partial`]);

    await withTools(
      `[ -e "$dest/first.whl.part" ] && echo kept >> ${root}/log; cp ${wheel} "$dest"`,
      failingCompiler,
    );
    await runUpToInstalling();
    expect(await log()).toEqual(['download', 'download', 'kept', 'compile']);
    expect(await readdir(directory)).toEqual([`cpu-${DEFAULT_VERSION}`]);
  });

  it.each([
    ['changed', (path: string) => writeFile(path, 'x'.repeat(3200))],
    ['cut', (path: string) => writeFile(path, 'x')],
    ['removed', (path: string) => rm(path)],
  ])('fetches again what was %s', async (_, damage) => {
    await withTools(`cp ${await makeWheel()} "$dest"`, failingCompiler);
    await runUpToInstalling();
    const library = join(site(), 'tensorflow', 'libtensorflow_cc.so.2');
    const before = await readFile(library, 'utf8');
    await damage(library);
    await runUpToInstalling();
    expect(await readFile(library, 'utf8')).toBe(before);
    expect(await log()).toEqual(['download', 'compile', 'download', 'compile']);
  });

  it('refuses a damaged package and one without the library', async () => {
    await withTools('echo broken > "$dest/tensorflow.whl"');
    await expect(run()).rejects.toThrow(/could not be unpacked: .*BadZipFile.*zip file/);
    await rm(directory, { recursive: true });
    await withTools(`cp ${await makeWheel('tensorflow/libtensorflow_cc.so.2')} "$dest"`);
    await expect(run()).rejects.toThrow('has no libtensorflow_cc.so.2. Choose another version');
    expect(existsSync(site())).toBe(false);
  });

  it('leaves nothing half-made where the disk is full, and goes on when there is room', async () => {
    const wheel = await makeWheel();
    await withTools(
      'echo "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device" >&2; exit 1',
    );
    await expect(run()).rejects.toThrow(
      /pip could not download libtensorflow 2\.21\.0: .*No space left on device\. Mend .*room on the disk/,
    );
    // A limit on the size of files stands in for the end of the disk: unpacking fails in the middle of a file.
    await withTools(`cp ${wheel} "$dest"`, failingCompiler);
    await program(
      'python3',
      (await readFile(join(bin, 'python3'), 'utf8')).replace('*) exec', '*) ulimit -f 1; exec'),
    );
    await expect(run()).rejects.toThrow(/could not be unpacked: OSError: .*too large.*room on the/);
    expect(await readdir(directory)).toEqual([`cpu-${DEFAULT_VERSION}.partial`]);
    await withTools(`cp ${wheel} "$dest"`, failingCompiler);
    await runUpToInstalling();
    expect(await readdir(directory)).toEqual([`cpu-${DEFAULT_VERSION}`]);
  });

  it('says what the compiler said', async () => {
    await withTools(`cp ${await makeWheel()} "$dest"`, failingCompiler);
    await expect(run()).rejects.toThrow(
      'The binding does not compile: tfjs_backend.cc:1: error: no.',
    );
  });
});
